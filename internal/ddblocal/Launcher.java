import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local the way its own main cannot: on one address instead of all of them, on a free port if asked
 * for port 0, saying on its output when and where it listens, and ending when its input ends. The last is how no
 * process outlives the one that started it, however that one ends.
 */
class Launcher {
    /** Takes the address and the port. Whoever reads the output waits for the line that starts with "listening". */
    public static void main(String[] args) throws Exception {
        try {
            ServerConnector connector = start(args[0], Integer.parseInt(args[1]));
            System.out.println("listening " + connector.getLocalPort());
            while (System.in.read() >= 0) {
                // Nothing is ever written to the input: read returns when it is closed.
            }
            System.exit(0); // not halt: the exit hooks remove the unpacked SQLite library from the temporary folder
        } catch (Exception e) {
            System.err.println(e.getCause() == null ? e : e.getMessage() + ": " + e.getCause().getMessage());
            System.exit(1); // Jetty's threads would keep the process alive
        }
    }

    private static ServerConnector start(String host, int port) throws Exception {
        // The port here is only checked for its range. It is never bound.
        String[] options = {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", "8000"};
        DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(options);
        var field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        var connector = (ServerConnector) ((Server) field.get(proxy)).getConnectors()[0];
        connector.setHost(host);
        connector.setPort(port);
        proxy.start();
        return connector;
    }
}
