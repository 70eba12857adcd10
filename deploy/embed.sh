#!/usr/bin/env bash
# A file as a C array, NAME and NAME_bytes, beside it.
#   embed.sh FOLDER/x.bin NAME      makes FOLDER/x.c and FOLDER/x.h
set -eu
base=${1%.bin} name=$2
guard=$(tr '[:lower:]' '[:upper:]' <<<"${name}_H")

cat >"$base.h" <<HEADER
#ifndef $guard
#define $guard

#include <stddef.h>
#include <stdint.h>

extern const uint8_t ${name}[];
extern const size_t ${name}_bytes;

#endif
HEADER
{
  echo "#include \"$(basename "$(dirname "$base")")/$(basename "$base").h\""
  echo
  echo "const uint8_t ${name}[] = {"
  od -An -v -tx1 "$1" | sed 's/ \(..\)/0x\1,/g'
  echo "};"
  echo "const size_t ${name}_bytes = sizeof $name;"
} >"$base.c"
