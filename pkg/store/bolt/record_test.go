package bolt

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// TestDecode_LaterFormat: what a later version wrote is not misread.
func TestDecode_LaterFormat(t *testing.T) {
	p := storetest.Logged(storetest.Here, "us-east-1_Later")
	r := client(p, "later")
	pool, err := encode(p)
	require.NoError(t, err)
	record, err := encodeRecord(r)
	require.NoError(t, err)
	_, err = decode(p.Partition, p.ID, bytes.Replace(pool, []byte(`"Format":3`), []byte(`"Format":4`), 1))
	require.EqualError(t, err, "pool us-east-1_Later has format 4, and this version reads up to 3")
	for _, damage := range []string{``, `"Settings":7,`} { // another type
		later := strings.NewReplacer(`"Format":2`, `"Format":3`, `"Body":{`, `"Body":{`+damage).Replace(string(record))
		_, err = decodeRecord(r.Key, []byte(later))
		require.EqualError(t, err, "CLIENT later has format 3, and this version reads up to 2")
	}
	_, err = decodeRecord(r.Key, []byte(`{"Format":1,"Body":null}`))
	require.EqualError(t, err, "CLIENT later cannot be read: it is empty")
}

// TestEncodeRecord_Format: a client that names other records is for no version that does not know them.
func TestEncodeRecord_Format(t *testing.T) {
	whole := client(storetest.Full(storetest.Here, "us-east-1_Form"), "a")
	clients := storetest.Naming(whole)
	clients["none"] = storetest.Alone(whole)
	for name, r := range clients {
		value, err := encodeRecord(r)
		require.NoError(t, err)
		assert.Equal(t, name != "none", bytes.HasPrefix(value, []byte(`{"Format":2,`)), name)
		read, err := decodeRecord(r.Key, value)
		require.NoError(t, err)
		assert.Equal(t, r, read, name)
	}
}

// TestDecodeHead holds the quick way to read a head to encoding/json, and to the heads
// that it is for.
func TestDecodeHead(t *testing.T) {
	for name, quick := range map[string]bool{
		"": true, "MyUserPool": true, "Größe 𝛀 <&>": true, `a,b:{}`: true, "\u007f": true,
		`"`: false, `\`: false, `","Created":1`: false, "a\nb": false, "\x00": false, "\xff": false, "\ufffd": false, "\u2028": false,
	} {
		for _, triggers := range []*cognito.LambdaConfigType{nil, {}, {PreSignUp: new("arn")}} {
			p := storetest.Full(storetest.Here, "us-east-1_Head")
			p.Name, p.Settings.LambdaConfig = name, triggers
			value, err := encode(p)
			require.NoError(t, err)
			line, _, _ := strings.Cut(string(value), "\n")
			want, err := unmarshal[head](p.ID, []byte(line))
			require.NoError(t, err)
			got, err := decodeHead(p.ID, value)
			require.NoError(t, err)
			assert.Equal(t, want, got)
			_, cut := cutHead([]byte(line))
			assert.Equal(t, quick && triggers == nil, cut, line)
		}
	}
	logged := storetest.Minimal(storetest.Here, "us-east-1_Head")
	logged.LogConfigurations = []cognito.LogConfigurationType{{}}
	for _, later := range []*cognito.Pool{storetest.Parent(storetest.Here, "us-east-1_Head"), logged} {
		value, err := encode(later)
		require.NoError(t, err)
		_, cut := cutHead(bytes.SplitN(value, []byte("\n"), 2)[0])
		assert.False(t, cut, "its format would be lost")
	}
	value, err := encode(storetest.Minimal(storetest.Here, "us-east-1_Head"))
	require.NoError(t, err)
	whole, _, _ := strings.Cut(string(value), "\n")
	for at := range whole { // what encoding/json refuses is refused
		before, after := whole[:at], whole[at+1:]
		for _, damaged := range []string{before, after, before + after, before + "\x01" + after, before + "\xff" + after, before + `"` + whole[at:], "x" + whole, whole + after} {
			want, err := unmarshal[head]("", []byte(damaged))
			got, err2 := decodeHead("", []byte(damaged))
			assert.Equal(t, err, err2, damaged)
			if err == nil {
				assert.Equal(t, want, got, damaged)
			}
		}
	}
}

// TestStore_LaterFormat has a pool and a record of later versions in a file: no call changes a byte of them.
func TestStore_LaterFormat(t *testing.T) {
	s, p, parent := openNew(t), begun(1, storetest.Minimal(storetest.Here, "us-east-1_Later")), storetest.Minimal(storetest.Here, "us-east-1_Parent")
	r := client(parent, "later")
	require.NoError(t, errors.Join(s.Create(t.Context(), p), s.Create(t.Context(), parent)))
	require.NoError(t, s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{r}}))
	later := map[string][]byte{}
	require.NoError(t, s.db.Update(func(tx *bbolt.Tx) error {
		bucket, key := placeOf(r.Key)
		record := bytes.Replace(tx.Bucket(bucket).Get(key), []byte(`"Format":2`), []byte(`"Format":9,"New":1`), 1)
		pool := bytes.Replace(tx.Bucket(bucketOf(p.Partition)).Get([]byte(p.ID)), []byte(`"Format":2`), []byte(`"Format":9,"New":1`), 1)
		later[string(bucket)+string(key)], later[p.ID] = record, pool
		return errors.Join(tx.Bucket(bucket).Put(key, record), tx.Bucket(bucketOf(p.Partition)).Put([]byte(p.ID), pool))
	}))
	next, changed := new(*p), new(*r)
	next.Revision++
	changed.Revision++
	for name, err := range map[string]error{
		"get":     func() error { _, err := s.Get(t.Context(), p.Partition, p.ID); return err }(),
		"replace": s.Write(t.Context(), cognito.Write{Pool: next}),
		"delete":  s.Delete(t.Context(), p.Partition, p.ID),
		"find":    func() error { _, err := s.Find(t.Context(), r.Key); return err }(),
		"make":    s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{r}}),
		"put":     s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{changed}}),
		"remove":  s.Write(t.Context(), cognito.Write{Remove: []*cognito.Record{r}}),
		"hold":    s.Write(t.Context(), cognito.Write{Unchanged: []*cognito.Record{r}}),
		"child":   s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{client(p, "a")}}),
	} {
		assert.ErrorContains(t, err, "has format", name)
	}
	require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
		bucket, key := placeOf(r.Key)
		assert.Equal(t, string(later[string(bucket)+string(key)]), string(tx.Bucket(bucket).Get(key)))
		assert.Equal(t, string(later[p.ID]), string(tx.Bucket(bucketOf(p.Partition)).Get([]byte(p.ID))))
		return nil
	}))
}
