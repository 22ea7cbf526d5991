#!/usr/bin/env bash
# Prints the manual page softmax(1), made from the help of the command whose path is given.
set -euo pipefail
command=$1
export NO_COLOR=1

# The words of a help text in roff: hyphens that can be copied, and no line that is taken for a request.
escape='function escaped(text) { gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); return text }
  function line(text) { text = escaped(text); if (text ~ /^[.\x27]/) text = "\\&" text; print text }'

# One verb's help as a section: its overview, its examples as they stand, and its flags by group.
section() {
  awk "$escape"'
    /^OVERVIEW: / { sub(/^OVERVIEW: /, ""); state = "overview" }
    /^USAGE: / { state = "usage"; sub(/^USAGE: /, ""); print ".PP"; print ".B " escaped($0); next }
    state == "usage" && /^       / { sub(/^ +/, ""); print ".B " escaped($0); next }
    /^[A-Z ]+:$/ && state != "overview" { title = substr($0, 1, 1) tolower(substr($0, 2)); sub(/:$/, "", title)
      print ".SS " title; state = "flags"; next }
    /^Examples?:$/ { print ".PP"; line($0); state = "example"; next }
    /^  See / { next }
    state == "example" && /^  / { print ".br"; sub(/^ +/, "\\ \\ "); gsub(/-/, "\\-"); print; next }
    state == "example" { state = "overview" }
    /^$/ { if (state == "overview") print ".PP"; next }
    state == "flags" && /^  [^ ]/ {
      label = $0; text = ""
      if (length($0) > 26 && substr($0, 26, 1) == " ") { label = substr($0, 1, 25); text = substr($0, 27) }
      gsub(/^ +| +$/, "", label); print ".TP"; print ".B " escaped(label); if (text != "") line(text); next
    }
    { sub(/^ +/, ""); line($0) }
  '
}

verbs() { "$command" "$@" --help | awk '/^SUBCOMMANDS:/ { inside = 1; next } /^$/ { inside = 0 } inside && /^  [a-z]/ { print $1 }'; }

heading() { echo ".SH SOFTMAX $1" | tr a-z A-Z; }

version=$("$command" --version | cut -d ' ' -f 2)
printf '.TH SOFTMAX 1 "" "softmax %s"\n.SH NAME\nsoftmax \\- ' "$version"
"$command" --help | awk "$escape"'/^OVERVIEW: / { inside = 1; sub(/^OVERVIEW: [^:]*: /, "") } /^$/ { exit } inside { line($0) }'
cat <<'ROFF'
.SH SYNOPSIS
.B softmax
.I verb
.RI [ options ]
.SH DESCRIPTION
ROFF
"$command" --help | section
for verb in $(verbs); do
  heading "$verb"
  "$command" "$verb" --help | section
  for inner in $(verbs "$verb"); do
    heading "$verb $inner"
    "$command" "$verb" "$inner" --help | section
  done
done
cat <<'ROFF'
.SH EXIT STATUS
.TP
.B 0
The work was done; for verify, the answer is yes.
.TP
.B 1
The answer of verify is no.
.TP
.B 64
The command line cannot be used.
.TP
.B 65
The data is bad.
.TP
.B 66
A file does not exist or cannot be opened.
.TP
.B 69
A service or a download cannot be reached.
.TP
.B 71
The system lacks memory or threads.
.TP
.B 73, 74
A file cannot be created, or reading or writing failed.
.TP
.B 130
The user interrupted the work.
.SH ENVIRONMENT
.TP
.B SOFTMAX_KERNELS
The instruction set, as \-\-kernels.
.TP
.B SOFTMAX_OFFLINE
1 means \-\-offline.
.TP
.B SOFTMAX_CACHE
The folder for data sets that are fetched.
.TP
.B NO_COLOR
Where it is set, nothing is coloured.
ROFF
