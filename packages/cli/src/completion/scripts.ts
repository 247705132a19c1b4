/**
 * The scripts that make a shell ask `moorgate __complete` what it may offer: it prints a word in each line, behind a tab
 * what it means; or `:files`, where the shell offers files.
 */

/** Bash breaks words at `=` and `:` too, which the program does not; what it offers begins behind them. */
const bash = `# Completion of moorgate for bash: source it, or put it into a folder that bash-completion reads.
_moorgate() {
  local line=\${COMP_LINE:0:COMP_POINT} word=\${COMP_WORDS[COMP_CWORD]} value
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  [[ $word == [=:] ]] && word=
  local behind=\${words[-1]%"$word"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    if [[ $value == :files ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    COMPREPLY+=("\${value#"$behind"}")
  done < <("\${1/#\\~/$HOME}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _moorgate moorgate
`;

const zsh = `#compdef moorgate
# Completion of moorgate for zsh: source it after compinit, or put it into a folder of $fpath as _moorgate.
_moorgate() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      _files
      return
    fi
    [[ -n $line ]] || continue
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V moorgate candidates
}
if [[ \${funcstack[1]} == _moorgate ]]; then
  _moorgate "$@"
else
  compdef _moorgate moorgate
fi
`;

const fish = `# Completion of moorgate for fish: source it, or put it into ~/.config/fish/completions/moorgate.fish.
function __moorgate_complete
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  set -q word[1]; or set word ''
  set -l lines ($words[1] __complete -- $words[2..-1] $word 2>/dev/null)
  if test "$lines[1]" = ':files'
    __fish_complete_path $word
  else
    printf '%s\\n' $lines
  end
end
complete -c moorgate -f -a '(__moorgate_complete)'
`;

/** The script of each shell. */
export const completionScripts = { bash, zsh, fish } as const;
