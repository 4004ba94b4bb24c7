// What a third party finds in a proof of disclosure: the note is opened with
// golang.org/x/mod/sumdb/note, the entry's place with sumdb/tlog, as for any
// C2SP tlog-proof; then what docs/formats.md says of the `extra` is followed
// with nothing of ours.  Built by test_disclosed.c from Debian's packages.
//
//	disclosed KEY PROOF     prints number, recipient and fields, if all holds
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "disclosed:", err)
		os.Exit(1)
	}
}

func require(holds bool, what string) {
	if !holds {
		must(fmt.Errorf("%s", what))
	}
}

func parseHash(text string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	require(len(bytes) == len(hash), "a hash has 32 bytes")
	copy(hash[:], bytes)
	return
}

// The path of a leaf, from its sibling up.
func parsePath(texts []string) (path tlog.RecordProof) {
	for _, text := range texts {
		path = append(path, parseHash(text))
	}
	return
}

func openNote(message, key string) tlog.Tree {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	must(err)
	opened, err := note.Open([]byte(message), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	require(lines[0] == verifier.Name(), "the ledger has another name")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: parseHash(lines[2])}
}

type opening struct {
	Disclosed     int      `json:"disclosed"`
	Entry         string   `json:"entry"`
	Statement     string   `json:"statement"`
	Leaves        int64    `json:"leaves"`
	StatementSalt []byte   `json:"statement-salt"`
	StatementPath []string `json:"statement-path"`
	Row           int64    `json:"row"`
	RowSalt       []byte   `json:"row-salt"`
	RowPath       []string `json:"row-path"`
	NumberIs      string   `json:"number-is"`
	Number        string   `json:"number"`
	Nonce         []byte   `json:"nonce"`
	Fields        []string `json:"fields"`
}

func leaf(salt []byte, kind byte, content []byte) tlog.Hash {
	return tlog.RecordHash(append(append(append([]byte{}, salt...), kind),
		content...))
}

func (o opening) check() {
	var entry struct{ Entry, Root string }
	must(json.Unmarshal([]byte(o.Entry), &entry))
	require(o.Disclosed == 1 && entry.Entry == "release", "no release")
	root := fromHex(entry.Root)
	must(tlog.CheckRecord(parsePath(o.StatementPath), o.Leaves, root, 0,
		leaf(o.StatementSalt, 'S', []byte(o.Statement))))
	kind := map[string]byte{"upn": 'U', "uln": 'L', "none": 'N'}[o.NumberIs]
	tag := sha256.Sum256(append(append(append([]byte{}, o.Nonce...), kind),
		o.Number...))
	fields := sha256.Sum256([]byte(strings.Join(o.Fields, "\n") + "\n"))
	must(tlog.CheckRecord(parsePath(o.RowPath), o.Leaves, root, o.Row,
		leaf(o.RowSalt, 'P', append(tag[:], fields[:]...))))
}

func fromHex(text string) (hash tlog.Hash) {
	require(len(text) == 2*len(hash), "a root has 64 digits")
	for i := range hash {
		digit, err := strconv.ParseUint(text[2*i:2*i+2], 16, 8)
		must(err)
		hash[i] = byte(digit)
	}
	return
}

func main() {
	key, err := os.ReadFile(os.Args[1])
	must(err)
	proof, err := os.ReadFile(os.Args[2])
	must(err)
	parts := strings.SplitN(string(proof), "\n\n", 2)
	require(len(parts) == 2, "no empty line")
	lines := strings.Split(parts[0], "\n")
	require(lines[0] == "c2sp.org/tlog-proof@v1", "no tlog-proof")
	require(strings.HasPrefix(lines[1], "extra "), "no extra")
	extra, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
	must(err)
	var o opening
	must(json.Unmarshal(extra, &o))
	require(strings.HasPrefix(lines[2], "index "), "no index")
	index, err := strconv.ParseInt(lines[2][len("index "):], 10, 64)
	must(err)
	tree := openNote(parts[1], string(key))
	must(tlog.CheckRecord(parsePath(lines[3:]), tree.N, tree.Hash, index,
		tlog.RecordHash([]byte(o.Entry))))
	o.check()
	var statement struct {
		Recipient struct{ Body string }
	}
	must(json.Unmarshal([]byte(o.Statement), &statement))
	fmt.Println(o.Number, statement.Recipient.Body, len(o.Fields))
}
