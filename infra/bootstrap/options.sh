# shellcheck shell=bash
# Reads the options of bootstrap.sh and checks every one before anything is printed or run. Sourced by it, from the
# project's root, after `here` is set. The shapes are those of infra/shape.py; a test compares them.
# shellcheck disable=SC2034,SC2154 # the variables are bootstrap.sh's

environment="" project="" repository="" home=""
region="us-central1" branch="main" run_them="no"

environment_shape='^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$' # account ids have at most 30: "pulumi-applier-" and 15
project_shape='^[a-z][a-z0-9-]{4,28}[a-z0-9]$'
region_shape='^[a-z]+-[a-z]+[0-9]+$'
repository_shape='^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$'
branch_shape='^[A-Za-z0-9._/-]+$'

wrong=()

usage() {
  printf 'bootstrap.sh: %s\n' "$@" >&2
  sed -n '/^#   --/p; /^#   infra/p' "$here/bootstrap.sh" | sed 's/^# *//' >&2
  exit 2
}

while (($#)); do
  case "$1" in
    --yes) run_them="yes" && shift && continue ;;
    --environment | --project | --repository | --region | --branch | --home) ;;
    *) usage "unknown-option $1; use the options below" ;;
  esac
  (($# > 1)) || usage "missing-value $1 stands alone; give it a value"
  printf -v "${1#--}" '%s' "$2"
  shift 2
done

for name in environment project repository region branch; do
  [[ -n "${!name}" ]] || wrong+=("missing-option --$name; give it a value")
done
home="${home:-$project}"

# shaped OPTION FIX: note an option that does not look like what it should be.
shaped() {
  local shape="${1}_shape"
  [[ "$1" == "home" ]] && shape="project_shape"
  [[ -z "${!1}" || "${!1}" =~ ${!shape} ]] || wrong+=("bad-$1 ${!1}; $2")
}
shaped environment "use at most 15 lower-case letters, digits and hyphens, a letter first and no hyphen last"
shaped project "write the project's id, not its name or number"
shaped home "write the project's id, not its name or number"
shaped region "write it like us-central1"
shaped repository "write it as OWNER/NAME"
shaped branch "use letters, digits, dots, slashes and hyphens"
((${#wrong[@]} == 0)) || usage "${wrong[@]}"

file="Pulumi.$environment.yaml"
[[ -f "$file" ]] || usage "unknown-environment $environment; write $file first"
written="$(sed -nE "s/^ +[\"']?vividly:project[\"']?: *[\"']?([^\"' #]*).*/\1/p" "$file")"
[[ -n "$written" ]] || usage "no-project $file does not name one; write vividly:project: $project into it first"
[[ "$written" == "$project" ]] ||
  usage "other-project $file says $written, --project says $project; correct the one that is wrong"

if [[ "$run_them" == "yes" ]]; then
  for program in gcloud gh pulumi; do
    command -v "$program" >/dev/null || wrong+=("missing-program $program is not on PATH; install it, then start again")
  done
  ((${#wrong[@]} == 0)) || usage "${wrong[@]}"
fi
