# Completion in bash for sla and slabroker.
#
# What there is to complete the programs say themselves: commands and options are read from
# their --help, which is made from the tables that the programs work by.

# "key new" and so on, a command a line.
_slabroker_commands() {
  "$1" --help 2>/dev/null | sed -n -E 's/^  ([a-z-]+( [a-z-]+)*)(  .*)?$/\1/p' |
    while IFS= read -r command; do
      case $command in "$2"*) printf '%s\n' "$command" ;; esac
    done
}

# "--name VALUE" or "--name", an option a line; one that has a letter too has two.
_slabroker_options() {
  "$@" --help 2>/dev/null | sed -n -E 's/^  (-.), (--[a-z-]+)( [^ ]+)?.*/\1\3\n\2\3/p; t
    s/^  (--[a-z-]+)( [^ ]+)?.*/\1\2/p'
}

# The words of the line that name a command, a word a line: as many as there are.
_slabroker_named() {
  local program=$1 commands count
  shift
  commands=$(_slabroker_commands "$program" '')
  for ((count = $# < 3 ? $# : 3; count > 0; count--)); do
    if grep -qx -- "${*:1:count}" <<<"$commands"; then
      printf '%s\n' "${@:1:count}"
      return
    fi
  done
}

# What may follow an option: the words between "|", a file, or nothing that is known here.
_slabroker_value() {
  local value=$1 current=$2
  case $value in
    *[a-z]*"|"*) mapfile -t COMPREPLY < <(compgen -W "${value//|/ }" -- "$current") ;;
    *FILE* | PEM | PUB) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    DIR | FOLDER) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
  esac
}

_slabroker() {
  local program=$1 current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local before=("${COMP_WORDS[@]:1:COMP_CWORD-1}") command line
  COMPREPLY=()
  mapfile -t command < <(_slabroker_named "$program" "${before[@]}")
  if [ ${#command[@]} -eq 0 ]; then
    # The word that stands at this place in the commands that fit so far.
    mapfile -t COMPREPLY < <(
      _slabroker_commands "$program" "${before[*]}${before[0]:+ }" |
        cut -d ' ' -f "$COMP_CWORD" | sort -u |
        while IFS= read -r line; do
          case $line in "$current"*) printf '%s\n' "$line" ;; esac
        done
      case $current in -*) compgen -W '--help --version' -- "$current" ;; esac
    )
    return
  fi
  while IFS= read -r line; do
    case $line in "$previous "*) _slabroker_value "${line#* }" "$current" && return ;; esac
  done < <(_slabroker_options "$program" "${command[@]}")
  case $current in
    -*) mapfile -t COMPREPLY < <(compgen -W "--help $(_slabroker_options "$program" "${command[@]}" |
      cut -d ' ' -f 1)" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
  esac
}

complete -o filenames -F _slabroker sla slabroker
