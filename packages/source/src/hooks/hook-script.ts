/** The one program behind every hook: which references a push may move. POSIX shell, since Git starts hooks by itself. */

/**
 * Called as `pre-receive`, `update` and `post-receive`. Its environment is the server’s alone: MOORGATE_SCOPES, the scopes of
 * whoever pushes; MOORGATE_KEEPS_HISTORY, `true` where no reference is moved but forward; MOORGATE_KIB_MAX, how large the repository
 * may be; MOORGATE_COMMANDS_MAX. Descriptor 3 leads to the server, which hears what was asked and what became of it.
 *
 * `pre-receive` judges every reference. It refuses what no part of is permitted, and what is too large, while its objects are in
 * quarantine, and waits until the server has written down what passes. `update` is started for each reference of what is left, and
 * asks the server what became of it, which costs no further child. Names of references hold no space and no control character:
 * whatever does is refused by Git after `pre-receive`, and never reaches the others.
 */
export const hookScript = `#!/bin/sh
set -u

say() {
  printf 'fio: %s\\n' "$1" >&2
}

tell() {
  printf '%s\\n' "$*" >&3
}

is_none() {
  case $1 in
    *[!0]*) return 1 ;;
  esac
}

holds() {
  case " $MOORGATE_SCOPES " in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
}

# Sets needed: the scope for a reference that goes from one object to another. Whether a branch moves forward costs a child, and is
# looked at only where it matters.
find_needed() {
  needed=source:delete
  if is_none "$2"; then
    needed=source:create
  elif is_none "$3"; then
    needed=source:delete
  else
    case $1 in
      refs/heads/*)
        if holds source:read-update && holds source:delete && [ "$MOORGATE_KEEPS_HISTORY" != true ]; then
          needed=source:read-update
        elif git merge-base --is-ancestor "$2" "$3" 2>/dev/null; then
          needed=source:read-update
        fi
        ;;
    esac
  fi
}

# Fails with a reason for what this push may not do. From nothing to nothing no client goes; Git would take it for the deletion of
# whatever is there, the default branch too.
judge() {
  if is_none "$2" && is_none "$3"; then
    reason="$1 would go from nothing to nothing"
    return 1
  fi
  find_needed "$@"
  if ! holds "$needed"; then
    reason="token is missing scope $needed for $1"
    return 1
  fi
  if [ "$MOORGATE_KEEPS_HISTORY" = true ] && [ "$needed" = source:delete ] && ! is_none "$3"; then
    reason="this repository takes no force pushes, and $1 would not move forward"
    return 1
  fi
}

# Sets kib: what the present object store has, its alternates left out.
measure() {
  kib=0
  while read -r name value; do
    case $name in
      size: | size-pack:) kib=$((kib + value)) ;;
    esac
  done <<END
$(git count-objects -v)
END
}

require_room() {
  if [ -z "\${GIT_QUARANTINE_PATH:-}" ]; then return 0; fi
  measure
  incoming=$kib
  saved_store=$GIT_OBJECT_DIRECTORY
  saved_alternates=\${GIT_ALTERNATE_OBJECT_DIRECTORIES:-}
  unset GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
  measure
  GIT_OBJECT_DIRECTORY=$saved_store
  GIT_ALTERNATE_OBJECT_DIRECTORIES=$saved_alternates
  export GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
  if [ $((kib + incoming)) -gt "$MOORGATE_KIB_MAX" ]; then
    say "the repository would have more than $MOORGATE_KIB_MAX KiB"
    tell full
    exit 1
  fi
}

pre_receive() {
  count=0
  permitted=
  reasons=
  while read -r old new ref; do
    count=$((count + 1))
    if [ "$count" -gt "$MOORGATE_COMMANDS_MAX" ]; then
      say "a push moves $MOORGATE_COMMANDS_MAX references at most"
      tell refused
      exit 1
    fi
    if judge "$ref" "$old" "$new"; then
      permitted=true
      tell asked "$old" "$new" "$ref"
    else
      tell barred "$ref" "$reason"
      if [ "$count" -le 20 ]; then
        reasons="$reasons\${reasons:+
}$reason"
      fi
    fi
  done
  if [ -z "$permitted" ]; then
    while read -r line; do say "$line"; done <<END
$reasons
END
    tell refused
    exit 1
  fi
  require_room
  require_note
}

# Nothing is let through before the server has written down what may move; one that has gone never says that it did.
require_note() {
  tell noted
  answer=
  read -r answer <&3 || answer=
  if [ "$answer" = go ]; then return 0; fi
  say 'the server could not write down what this push moves, so nothing has moved; try again'
  exit 1
}

# The server has heard from pre-receive what may move, and why the rest may not. One that has gone lets nothing through: nobody
# would know of what moves from now on.
update() {
  tell ready "$2" "$3" "$1" || exit 1
  answer=
  read -r answer <&3 || answer=
  if [ "$answer" = go ]; then return 0; fi
  say "\${answer:-the server has gone}"
  tell refused
  exit 1
}

# What follows is shown to whoever pushed: the server says it, and ends the answer.
post_receive() {
  while read -r old new ref; do
    tell moved "$old" "$new" "$ref"
  done
  tell over
  cat <&3
}

case \${0##*/} in
  pre-receive) pre_receive ;;
  update) update "$@" ;;
  post-receive) post_receive ;;
  *) exit 1 ;;
esac
`;
