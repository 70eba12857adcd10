# Completion in fish for sla and slabroker.
#
# What there is to complete the programs say themselves: commands and options are read from
# their --help, which is made from the tables that the programs work by.

# "key new", a tab, "make a new key", a command a line.
function __slabroker_commands
    $argv --help 2>/dev/null |
        string replace -rf '^  ([a-z-]+(?: [a-z-]+)*)(?:  +(.*))?$' '$1\t$2'
end

# "-n --name NAME", a tab, "whose key it is", an option a line.
function __slabroker_options
    set -l option
    for line in ($argv --help 2>/dev/null)
        if string match -qr '^  (-[a-z], )?--' -- $line
            set option (string replace -r '^  (?:(-[a-z]), )?(\S+(?: \S+)?)(?:  +(.*))?$' \
                '$1 $2\t$3' -- $line)
            # What it is for may stand on the next line.
            string match -q '*'\t -- $option; and continue
        else if set -q option[1]
            set option $option(string trim -- $line)
        end
        set -q option[1]; and echo $option
        set -e option[1]
    end
end

# What may follow an option: the words between "|", a file, or nothing that is known here.
function __slabroker_value --argument-names value current
    if string match -qr '[a-z].*\|' -- $value
        string split '|' -- $value
    else if string match -qr 'FILE|^PEM$|^PUB$' -- $value
        __fish_complete_path $current
    else if contains -- $value DIR FOLDER
        __fish_complete_directories $current ''
    end
end

# The words that may follow others in commands that begin so; a command a line is given in.
function __slabroker_next_word
    set -l place (math (count $argv) + 1)
    while read -l -d \t name text
        set -l name (string split ' ' -- $name)
        test (count $name) -ge $place; or continue
        test $place -eq 1; or test "$name[1..$(count $argv)]" = "$argv"; or continue
        test (count $name) -gt $place; and set text
        printf '%s\t%s\n' $name[$place] "$text"
    end
end

function __slabroker_complete
    set -l current (commandline -ct)
    set -l line (commandline -opc)
    set -l program $line[1]
    set -l before $line[2..]
    set -l commands (__slabroker_commands $program)
    set -l named
    for count in 3 2 1
        test (count $before) -ge $count; or continue
        set -l begin (string escape --style=regex -- "$before[1..$count]")
        string match -qr -- "^$begin\t" $commands; or continue
        set named $before[1..$count]
        break
    end
    if not set -q named[1]
        printf '%s\n' $commands | __slabroker_next_word $before
        string match -q -- '-*' $current; and printf '%s\n' --help --version
        return
    end
    set -l options (__slabroker_options $program $named)
    for option in $options
        set -l words (string split -n ' ' -- (string split -f 1 \t -- $option))
        string match -q -- '-*' $words[-1]; and continue
        if contains -- $before[-1] $words[..-2]
            __slabroker_value $words[-1] $current
            return
        end
    end
    if string match -q -- '-*' $current
        echo --help
        string replace -r '^(?:-[a-z])? (\S+)[^\t]*' '$1' -- $options
    else
        __fish_complete_path $current
    end
end

complete -c sla -c slabroker -f -a '(__slabroker_complete)'
