# Work on one environment with plain `pulumi`: STACK=dev source env.sh     (bash and zsh; CLOUD=local works too)
# Sets what the make targets set: refresh first, and the policy pack. Without either, no policy runs.

if [ -n "${BASH_VERSION:-}" ]; then
    _vividly_root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
else
    eval '_vividly_root="${${(%):-%x}:A:h}"' # zsh
fi

if [ -z "${STACK:-}" ]; then
    echo "error      env.sh: name the environment first, like: STACK=dev source env.sh" >&2
    unset _vividly_root
    return 2
fi

if [ ! -x "$_vividly_root/.venv/bin/python" ]; then
    echo "error      env.sh: there is no virtual environment yet; run \`make setup\`" >&2
    unset _vividly_root
    return 2
fi

_vividly_lines="$("$_vividly_root/.venv/bin/python" -m tools.shell --stack "$STACK" --cloud "${CLOUD:-google}")"
_vividly_code=$?
[ $_vividly_code -eq 0 ] && eval "$_vividly_lines"
unset _vividly_root _vividly_lines
return $_vividly_code
