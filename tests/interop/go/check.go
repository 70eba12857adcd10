// Checks notes, inclusion and consistency proofs with golang.org/x/mod/sumdb, which knows
// nothing of us. Reads what `ledger_driver prove` prints. Every proof is also bent, a hash,
// the root, the leaf and the place at a time, and must then be refused.
//
// Prints what is wrong, then "N passed, N failed, 0 skipped".
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var passed, failed int

func count(holds bool, what string, arguments ...interface{}) {
	if holds {
		passed++
		return
	}
	failed++
	fmt.Printf(what+"\n", arguments...)
}

func unhex(text string) []byte {
	data, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return data
}

func hashOf(data []byte) (hash tlog.Hash) {
	if copy(hash[:], data) != len(hash) || len(data) != len(hash) {
		panic("a hash has another length")
	}
	return hash
}

func hashes(text string) (list []tlog.Hash) {
	for _, word := range strings.Split(text, ",") {
		if word != "" {
			list = append(list, hashOf(unhex(word)))
		}
	}
	return list
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

// The tree that a checkpoint names: the three lines of the note's text.
func openCheckpoint(verifier string, signed []byte) (int64, tlog.Hash) {
	key, err := note.NewVerifier(verifier)
	if err != nil {
		panic(err)
	}
	opened, err := note.Open(signed, note.VerifierList(key))
	count(err == nil, "the checkpoint does not open: %v", err)
	if err != nil {
		os.Exit(1)
	}
	lines := strings.Split(opened.Text, "\n")
	count(len(lines) == 4 && lines[0] == key.Name() && lines[3] == "",
		"the text is not origin, size and root: %q", opened.Text)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	count(err == nil, "the root is not base64: %v", err)
	for i := range signed {
		bent := append([]byte{}, signed...)
		bent[i] ^= 0x20 // another bit may be one that base64 leaves unused
		_, err := note.Open(bent, note.VerifierList(key))
		count(err != nil, "a note with byte %d changed opens", i)
	}
	return number(lines[1]), hashOf(root)
}

// Whether check refuses every proof with one hash changed, left out or added.
func refusesBent(proof []tlog.Hash, check func([]tlog.Hash) error) bool {
	for i := range proof {
		bent := append([]tlog.Hash{}, proof...)
		bent[i][0] ^= 1
		if check(bent) == nil {
			return false
		}
	}
	if len(proof) > 0 && check(proof[1:]) == nil {
		return false
	}
	return check(append(append([]tlog.Hash{}, proof...), tlog.Hash{})) != nil
}

func checkInclusion(words []string, size int64, root tlog.Hash) {
	index, leaf, proof := number(words[1]), unhex(words[2]), hashes(words[3])
	record := tlog.RecordHash(leaf)
	check := func(proof []tlog.Hash) error {
		return tlog.CheckRecord(proof, size, root, index, record)
	}
	count(check(proof) == nil, "entry %d is not proved", index)
	count(refusesBent(proof, check), "a bent proof of entry %d holds", index)
	other := tlog.RecordHash(append(leaf, 0))
	count(tlog.CheckRecord(proof, size, root, index, other) != nil,
		"another leaf is proved to be entry %d", index)
}

func checkConsistency(words []string, size int64, root tlog.Hash) {
	old, oldRoot, proof := number(words[1]), hashOf(unhex(words[2])), hashes(words[3])
	check := func(proof []tlog.Hash) error {
		return tlog.CheckTree(proof, size, root, old, oldRoot)
	}
	count(check(proof) == nil, "the tree of %d is not the beginning", old)
	count(refusesBent(proof, check), "a bent proof about the tree of %d holds", old)
	oldRoot[0] ^= 1
	count(check(proof) != nil, "another tree of %d is the beginning", old)
}

func main() {
	var verifier string
	var size int64
	var root tlog.Hash

	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for input.Scan() {
		words := strings.Split(input.Text(), " ")
		switch words[0] {
		case "verifier":
			verifier = words[1]
		case "checkpoint":
			size, root = openCheckpoint(verifier, unhex(words[1]))
		case "inclusion":
			checkInclusion(words, size, root)
		case "consistency":
			checkConsistency(words, size, root)
		default:
			panic(input.Text())
		}
	}
	count(size > 0, "there was no checkpoint")
	fmt.Printf("%d passed, %d failed, 0 skipped\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
