#!/usr/bin/env bash
# What the product does, in a minute: a day of calls, a broker, two organisations that
# agree on a contract through it, a report, the verdict, a page, and a check of it all by
# somebody who trusts nobody.  `make demo` runs it.
#
# Real processes, in a folder of their own; nothing is left behind.  DEMO_KEEP=DIR keeps the
# files.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
sla=$root/build/sla
slabroker=$root/build/slabroker
centre=$root/build/gcc/support/callcentre_main
make -s --no-print-directory "${centre#"$root"/}"

place=$(mktemp -d)
broker=
clean_up() {
  [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
  wait
  rm -rf "$place"
}
trap clean_up EXIT
cd "$place"
# Profiles, receipts and spools go here and nowhere else.
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state-home

step() {
  printf '\n== %s\n' "$*"
}

# Shows a command as one would type it, and runs it.
exec 3>&1
run() {
  local word
  printf '   $' >&3
  for word in "${@/#"$root/build/"/}"; do
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

step "A broker that both trust with nothing but their statements: three keys, a log, a door."
for purpose in operator log notices; do
  name=$purpose
  [ "$purpose" = log ] && name=broker.example/log
  "$sla" key new --name "$name" --purpose "$purpose" --no-passphrase \
    --to "$purpose.key" >/dev/null
done
cat >slabroker.yaml <<CONFIG
origin: broker.example/log
store: $place/broker/store
state: $place/broker/state
master_key: $place/broker/master.key
log_key: $place/log.key
notice_key: $place/notices.key
listen: ["unix:$place/broker/socket"]
CONFIG
mkdir -m 700 broker
run "$slabroker" init --config slabroker.yaml --operator-key operator.key 2>opened
verifier=$(sed -n 's/.*verifier="\([^"]*\)".*/\1/p' opened)
"$slabroker" serve --config slabroker.yaml 2>broker.log &
broker=$!
for _ in $(seq 100); do
  grep -q event=serving broker.log && break
  sleep 0.1
done
must_say broker.log event=serving
profile() {
  "$sla" profile new "$1" --broker "unix:$place/broker/socket" --log-key "$verifier" \
    --organisation "$@" >/dev/null
}
profile operator --statements-key operator.key
run "$sla" status --profile operator

step "The operator enrols both, each with its own root key; they add their other keys."
enrol() {
  local who=$1 legal_name=$2 number=$3 seat=$4 function=$5 purpose
  for purpose in root statements tokens; do
    "$sla" key new --name "$who" --purpose "$purpose" --no-passphrase \
      --to "$who-$purpose.key" >/dev/null
    "$sla" key show --public "$who-$purpose.key" --to "$who-$purpose.pub"
  done
  profile "$who" --statements-key "$who-statements.key" --tokens-key "$who-tokens.key" \
    --root-key "$who-root.key"
  run "$sla" org enrol "$who" --legal-name "$legal_name" \
    --registration-number "$number" --seat "$seat" --root-key "$who-root.pub" \
    --profile operator --yes >enrolled
  "$sla" org key add "$who-statements.pub" --holder "$function" --profile "$who" \
    --yes >/dev/null
  "$sla" org key add "$who-tokens.pub" --purpose tokens --profile "$who" --yes >/dev/null
}
enrol acme-retail "Acme Retail Ltd" "Companies House 01234567" "1 High Street, London" \
  "head of supplier management"
enrol nordcall "Nordcall AG" CHE-123.456.789 Bern "operations director"

step "The client offers the contract, the centre accepts what was signed, word for word."
run "$sla" contract offer contract.yaml --profile acme-retail --yes -o json >offered
contract=$(sed -n 's/.*"contract": *"\(c-[0-9a-z]*\)".*/\1/p' offered | head -1)
echo "   the contract is $contract"
run "$sla" contract accept "$contract" --profile nordcall --yes >accepted

step "The centre imports its log: counters, never rates. What was doubted is said."
run "$sla" report import queue_log --contract contract.yaml --to reports

step "It signs the report and hands it over. The receipt proves that it is in the log."
run "$sla" report submit "$contract" reports --profile nordcall --yes

step "The broker computed every KPI. The client reads what it found."
run "$sla" verdict show "$contract" 2026-03 --profile acme-retail --html verdicts.html \
  | tee verdicts
must_say verdicts missed
must_say verdicts EUR

step "The client decides to serve it. The centre reads the notice, and acknowledges receipt."
run "$sla" notice serve "$contract" 2026-03 service-level --profile acme-retail --yes >served
run "$sla" notice show "$contract" 1 --profile nordcall | tee notice
must_say notice "12 more answered within 20 s were needed"
must_say notice "counts as received"
run "$sla" notice acknowledge "$contract" 1 --profile nordcall --yes >acknowledged
run "$sla" notice list "$contract" --profile acme-retail

step "Both take the evidence home: the contract, the report, the notice, the keys, the proof."
run "$sla" notice export "$contract" 1 --to notice-1.evidence --profile nordcall
"$sla" notice export "$contract" 1 --to client.evidence --profile acme-retail >/dev/null
cmp notice-1.evidence client.evidence
echo "   the client's file is the same, byte for byte ($(wc -c <client.evidence) bytes)"

step "Whoever has contract and report computes the same, and sees how it comes about."
run "$sla" judge contract.yaml reports --as-of 2026-03-10 --explain >explained
must_say explained '^Service level 80/20, .*: missed'
sed -n '/^Service level 80\/20, .*: missed/,/^Shortfall/p' explained

step "The same as a page to print: $(wc -c <verdicts.html) bytes, no script."
must_say verdicts.html '<!DOCTYPE html>'
echo "   verdicts.html${DEMO_KEEP:+ in $DEMO_KEEP}"

step "The log goes on from what the client saw before; nobody can shorten or rewrite it."
run "$sla" log checkpoint --profile acme-retail

step "The broker stops. Its log is checked whole: every hash, signature and outcome again."
kill "$broker"
wait "$broker"
broker=
run "$slabroker" check --config slabroker.yaml 2>checked
sed 's/^/   /' checked

step "The evidence needs no broker: signatures, decisions, every figure are checked again."
run "$sla" verify notice-1.evidence --log-key "$verifier" --html evidence.html >evidence
sed -n '/^Reports and conclusions/,/^Notice 1/p;/^This proves/,$p' evidence | sed '/^Notice 1/d'
must_say evidence 'equal byte for byte'

step "Somebody changes one byte of it. The first thing that does not hold is named."
cp notice-1.evidence tampered.evidence
printf 'X' | dd of=tampered.evidence bs=1 seek=$(($(wc -c <tampered.evidence) / 2)) \
  conv=notrunc status=none
refused 4 "$sla" verify tampered.evidence --log-key "$verifier"

step "Somebody changes one byte of a signed report. It is refused, too."
"$sla" sign contract.yaml --key acme-retail-statements.key --issuer acme-retail \
  --audience broker.example/log --to offer.signed >/dev/null
"$sla" sign reports/calls-2026-03-02.yaml --contract offer.signed --sequence 1 \
  --key nordcall-statements.key --issuer nordcall --audience broker.example/log \
  --to report.signed >/dev/null
cp report.signed tampered.signed
# A letter of a counter's name is enough: the signature covers every byte.
offset=$(grep -abo answered tampered.signed | head -1 | cut -d: -f1)
printf 'A' | dd of=tampered.signed bs=1 seek="$offset" conv=notrunc status=none
refused 4 "$sla" verify tampered.signed --key nordcall-statements.key

if [ -n "${DEMO_KEEP:-}" ]; then
  mkdir -p "$DEMO_KEEP"
  cp -r queue_log contract.yaml reports report.signed verdicts.html explained broker.log \
    notice-1.evidence evidence.html \
    "$DEMO_KEEP"
  step "The files are in $DEMO_KEEP."
else
  step "Done; nothing is left behind (DEMO_KEEP=DIR keeps the files)."
fi
