// What Go's golang.org/x/mod/sumdb says of a ledger of ours: its notes, its
// tiles and its proofs.  Built by test_oracle.c from Debian's packages.
//
//	oracle ledger DIRECTORY KEY PROOFS    checks checkpoint, tiles, bundles,
//	                                      and that each proof is the one that
//	                                      Go makes from the same tiles
//	oracle proof KEY PROOF ENTRY          checks a tlog-proof of an entry
//	oracle vectors COUNT SEED             proofs in trees of up to 2^20 entries
//	oracle sign NAME TEXT                 a key and a note signed with it
//	oracle open KEY NOTE                  opens a note
//	oracle cosigned KEY PROOF             checks a witness's cosignature
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func require(holds bool, format string, args ...interface{}) {
	if !holds {
		must(fmt.Errorf(format, args...))
	}
}

func read(path ...string) []byte {
	content, err := os.ReadFile(filepath.Join(path...))
	must(err)
	return content
}

func parseHash(text string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	require(len(bytes) == len(hash), "a hash has %d bytes", len(bytes))
	copy(hash[:], bytes)
	return
}

// openCheckpoint verifies a note as anybody would who knows the log's key.
func openCheckpoint(message []byte, key string) tlog.Tree {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	must(err)
	opened, err := note.Open(message, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) >= 4, "the checkpoint has %d lines", len(lines))
	require(lines[0] == verifier.Name(), "the origin is %q", lines[0])
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: parseHash(lines[2])}
}

// tiles reads tiles as a client of a static server would.
type tiles struct{ directory string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(t.directory, path))
		if err != nil {
			return nil, err
		}
		all = append(all, content)
	}
	return all, nil
}

func (t tiles) SaveTiles(wanted []tlog.Tile, data [][]byte) {}

func checkBundles(directory string, tree tlog.Tree, hashes tlog.HashReader) {
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: -1, N: start / 256, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/data/",
			"tile/entries/", 1)
		bundle := read(directory, path)
		for i := start; i < start+width; i++ {
			require(len(bundle) >= 2, "%s is short", path)
			length := int(binary.BigEndian.Uint16(bundle))
			require(len(bundle) >= 2+length, "%s is short", path)
			got, err := hashes.ReadHashes(
				[]int64{tlog.StoredHashIndex(0, i)})
			must(err)
			require(got[0] == tlog.RecordHash(bundle[2:2+length]),
				"entry %d is not what the tile hashes", i)
			bundle = bundle[2+length:]
		}
		require(len(bundle) == 0, "%s is long", path)
	}
}

func checkPath(path []tlog.Hash, want []string, label string) {
	require(len(path) == len(want), "%s: %d hashes and not %d", label,
		len(want), len(path))
	for i := range path {
		require(path[i].String() == want[i], "%s: hash %d differs",
			label, i)
	}
}

// checkProofs compares proofs "inclusion SIZE INDEX HASH..." and "consistency
// SIZE OLD HASH..." with Go's own.
func checkProofs(proofs []byte, hashes tlog.HashReader) {
	scanner := bufio.NewScanner(bytes.NewReader(proofs))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		words := strings.Fields(scanner.Text())
		size, err := strconv.ParseInt(words[1], 10, 64)
		must(err)
		at, err := strconv.ParseInt(words[2], 10, 64)
		must(err)
		if words[0] == "inclusion" {
			path, err := tlog.ProveRecord(size, at, hashes)
			must(err)
			checkPath(path, words[3:], scanner.Text())
		} else {
			path, err := tlog.ProveTree(size, at, hashes)
			must(err)
			checkPath(path, words[3:], scanner.Text())
		}
	}
	must(scanner.Err())
}

func checkLedger(directory, key, proofs string) {
	tree := openCheckpoint(read(directory, "checkpoint"), string(read(key)))
	hashes := tlog.TileHashReader(tree, tiles{directory})
	checkBundles(directory, tree, hashes)
	checkProofs(read(proofs), hashes)
}

// checkProof reads C2SP tlog-proof, for which Go's library has nothing.
func checkProof(key, proof string, entry []byte) {
	parts := strings.SplitN(string(read(proof)), "\n\n", 2)
	require(len(parts) == 2, "no empty line")
	lines := strings.Split(parts[0], "\n")
	require(lines[0] == "c2sp.org/tlog-proof@v1", "first line %q", lines[0])
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	require(strings.HasPrefix(lines[0], "index "), "line %q", lines[0])
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	must(err)
	var path tlog.RecordProof
	for _, line := range lines[1:] {
		path = append(path, parseHash(line))
	}
	tree := openCheckpoint([]byte(parts[1]), string(read(key)))
	must(tlog.CheckRecord(path, tree.N, tree.Hash, index,
		tlog.RecordHash(entry)))
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		hashes = append(hashes, m[index])
	}
	return hashes, nil
}

func printVector(words []interface{}, path []tlog.Hash) {
	fmt.Print(words...)
	for _, hash := range path {
		fmt.Print(" ", hash)
	}
	fmt.Println()
}

func printVectors(count int, seed int64) {
	const limit = 1 << 20
	random := rand.New(rand.NewSource(seed))
	var stored memory
	for i := int64(0); i < limit; i++ {
		hashes, err := tlog.StoredHashes(i,
			[]byte(fmt.Sprintf("entry %d", i)), stored)
		must(err)
		stored = append(stored, hashes...)
	}
	for i := 0; i < count; i++ {
		size := 1 + random.Int63n(limit)
		at := random.Int63n(size)
		root, err := tlog.TreeHash(size, stored)
		must(err)
		record, err := tlog.ProveRecord(size, at, stored)
		must(err)
		printVector([]interface{}{"inclusion ", size, " ", at, " ",
			root, " ", stored[tlog.StoredHashIndex(0, at)]}, record)
		at++
		old, err := tlog.TreeHash(at, stored)
		must(err)
		tree, err := tlog.ProveTree(size, at, stored)
		must(err)
		printVector([]interface{}{"consistency ", size, " ", at, " ",
			root, " ", old}, tree)
	}
}

func sign(name, text string) {
	secret, public, err := note.GenerateKey(rand.New(rand.NewSource(1)),
		name)
	must(err)
	signer, err := note.NewSigner(secret)
	must(err)
	message, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	fmt.Printf("%s\n%s", public, message)
}

// cosigner verifies C2SP tlog-cosignature, in the terms of Go's library.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(message, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, message)
	return ed25519.Verify(c.key, []byte(signed), signature[8:])
}

func checkCosigned(key, path string) {
	words := strings.SplitN(strings.TrimSpace(key), "+", 3)
	require(len(words) == 3, "the key has %d parts", len(words))
	typed, err := base64.StdEncoding.DecodeString(words[2])
	must(err)
	require(len(typed) == 33 && typed[0] == 4, "the key's type")
	hash := sha256.Sum256([]byte(words[0] + "\n" + string(typed)))
	id := binary.BigEndian.Uint32(hash[:])
	require(fmt.Sprintf("%08x", id) == words[1], "the key's id")
	_, err = note.Open(read(path), note.VerifierList(cosigner{words[0], id,
		ed25519.PublicKey(typed[1:])}))
	must(err)
}

func main() {
	switch os.Args[1] {
	case "ledger":
		checkLedger(os.Args[2], os.Args[3], os.Args[4])
	case "proof":
		checkProof(os.Args[2], os.Args[3], []byte(os.Args[4]))
	case "vectors":
		count, err := strconv.Atoi(os.Args[2])
		must(err)
		seed, err := strconv.ParseInt(os.Args[3], 10, 64)
		must(err)
		printVectors(count, seed)
	case "sign":
		sign(os.Args[2], os.Args[3])
	case "open":
		verifier, err := note.NewVerifier(os.Args[2])
		must(err)
		_, err = note.Open(read(os.Args[3]),
			note.VerifierList(verifier))
		must(err)
	case "cosigned":
		checkCosigned(os.Args[2], os.Args[3])
	default:
		os.Exit(2)
	}
}
