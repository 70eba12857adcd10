#!/usr/bin/env bash
# What the product does, in a minute: a day of calls, a contract, verdicts, a finding, a
# page, and a report that somebody changed.  `make demo` runs it.
#
# Works in a folder of its own and leaves nothing behind.  DEMO_KEEP=DIR keeps the files.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
sla=$root/build/sla
centre=$root/build/gcc/support/callcentre_main
make -s --no-print-directory "${centre#"$root"/}"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

step() {
  printf '\n== %s\n' "$*"
}

# Shows a command as one would type it, and runs it.
exec 3>&1
run() {
  local word
  printf '   $' >&3
  for word in "${@/#"$sla"/sla}"; do
    case $word in
      *[!a-zA-Z0-9/._-]*) printf " '%s'" "$word" >&3 ;;
      *) printf ' %s' "$word" >&3 ;;
    esac
  done
  echo >&3
  "$@"
}

# The command must end with this exit code.
refused() {
  local expected=$1 status=0
  shift
  run "$@" || status=$?
  if [ "$status" -ne "$expected" ]; then
    echo "demo: expected exit code $expected, got $status" >&2
    exit 1
  fi
  echo "   (exit code $status)"
}

must_say() {
  grep -q "$2" "$1" || { echo "demo: $1 does not say: $2" >&2 && exit 1; }
}

step "A contact centre lives through a day: three queues, seven agents each."
"$centre" --seed 1 --date 2026-03-02 --zone-offset 3600 --queues 3 --agents 7 \
  >queue_log 2>truth
echo "   its telephone system wrote $(wc -l <queue_log) lines; what really happened:"
sed 's/^/   /' truth

step "Client and centre start from a template and say who they are: a pilot of one day."
run "$sla" contract new --template inbound-voice --zone Europe/Rome \
  --first-day 2026-03-02 --last-day 2026-03-02 --title "Acme inbound voice, pilot" \
  --client acme-retail --client-legal-name "Acme Retail Ltd" \
  --client-registration-number "Companies House 01234567" \
  --client-seat "1 High Street, London" --client-email contracts@acme.example \
  --centre nordcall --centre-legal-name "Nordcall AG" \
  --centre-registration-number "CHE-123.456.789" --centre-seat "Bern" \
  --centre-email operations@nordcall.example --to contract.yaml
run "$sla" contract check contract.yaml

step "Both have keys. The client signs the contract as an offer, the centre accepts it."
run "$sla" key new --name acme-retail --no-passphrase --to acme.key >/dev/null
run "$sla" key new --name nordcall --no-passphrase --to nordcall.key >/dev/null
run "$sla" sign contract.yaml --key acme.key --issuer acme-retail \
  --audience broker.example/log --to offer.signed >/dev/null
run "$sla" sign --accept offer.signed --key nordcall.key --issuer nordcall \
  --audience broker.example/log --to acceptance.signed

step "The centre imports its log: counters, never rates. What was doubted is said."
run "$sla" report import queue_log --contract offer.signed --to reports
run "$sla" sign reports/calls-2026-03-02.yaml --contract offer.signed --sequence 1 \
  --key nordcall.key --issuer nordcall --audience broker.example/log \
  --to report.signed >/dev/null

step "Anybody who has both files computes the same verdicts, from verified signatures."
run "$sla" judge offer.signed report.signed --acceptance acceptance.signed \
  --key acme.key --key nordcall.key \
  --as-of 2026-03-10 --html verdicts.html | tee verdicts
must_say verdicts missed
must_say verdicts EUR

step "How the missed service level comes about, as one would check it by hand."
"$sla" judge offer.signed report.signed --acceptance acceptance.signed \
  --key acme.key --key nordcall.key \
  --as-of 2026-03-10 --explain >explained
sed -n '/^Service level 80\/20, clause.*: missed/,/^Shortfall/p' explained

step "The same as a page to print: $(wc -c <verdicts.html) bytes, no script."
must_say verdicts.html '<!DOCTYPE html>'
echo "   verdicts.html${DEMO_KEEP:+ in $DEMO_KEEP}"

step "Somebody changes one byte of the signed report. It is refused."
cp report.signed tampered.signed
# A letter of a counter's name is enough: the signature covers every byte.
offset=$(grep -abo answered tampered.signed | head -1 | cut -d: -f1)
printf 'A' | dd of=tampered.signed bs=1 seek="$offset" conv=notrunc status=none
refused 4 "$sla" verify tampered.signed --key nordcall.key
refused 4 "$sla" judge offer.signed tampered.signed --key acme.key --key nordcall.key

if [ -n "${DEMO_KEEP:-}" ]; then
  mkdir -p "$DEMO_KEEP"
  cp -r queue_log contract.yaml offer.signed acceptance.signed reports report.signed \
    verdicts.html explained "$DEMO_KEEP"
  step "The files are in $DEMO_KEEP."
else
  step "Done; nothing is left behind (DEMO_KEEP=DIR keeps the files)."
fi
