package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"runtime"

	"userpools/pkg/store/bolt"
)

const filesUsage = `Usage: userpools backup [-data FILE] [-overwrite] COPY
       userpools compact [-data FILE]

Both check every page of the file that -data names, the endpoint's own without it. They
keep its mode, and work on a file that no endpoint has open; backup and a second backup
can run at once.

backup makes COPY, which is whole or not there, and replaces nothing without -overwrite.
compact gives the space back that deleted pools have left. The file must be nobody's for
as long, and there must be room for a second one beside it.
`

// errUsage is for a command line that cannot be meant.
type errUsage struct{ error }

// fileCommand is the command "backup" or "compact".
func fileCommand(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	name := args[0]
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	data := f.String("data", defaultData(runtime.GOOS, getenv), "")
	overwrite, operands := new(bool), 0
	if name == "backup" {
		overwrite, operands = f.Bool("overwrite", false, ""), 1
	}
	err := f.Parse(args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(stdout, filesUsage)
		return err
	case err == nil && *data == "":
		err = errors.New("-data is empty, or there is no home directory that pools could be kept in: name the file with -data")
	case err == nil && f.NArg() < operands:
		err = errors.New("which file is to be the copy? As in: userpools backup pools.copy")
	case err == nil && f.NArg() > operands:
		err = fmt.Errorf("unexpected argument %q: flags come first", f.Arg(operands))
	}
	if err != nil {
		return errUsage{fmt.Errorf("%s: %w", name, err)}
	}
	if name == "backup" {
		return backup(ctx, *data, f.Arg(0), *overwrite, stdout)
	}
	return compact(ctx, *data, stdout)
}

func backup(ctx context.Context, data, to string, overwrite bool, stdout io.Writer) error {
	n, err := bolt.Backup(ctx, data, to, overwrite)
	switch {
	case errors.Is(err, fs.ErrExist) && !overwrite:
		return fmt.Errorf("backup: %w; it is replaced with -overwrite only", err)
	case err != nil:
		return fmt.Errorf("backup: %w", err)
	}
	_, err = fmt.Fprintf(stdout, "%s: %d bytes, copied to %s: %d bytes\n", data, n.Before, to, n.After)
	return err
}

func compact(ctx context.Context, data string, stdout io.Writer) error {
	n, err := bolt.Compact(ctx, data)
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	_, err = fmt.Fprintf(stdout, "%s: %d bytes before, %d after\n", data, n.Before, n.After)
	return err
}
