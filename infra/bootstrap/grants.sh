# shellcheck shell=bash
# The verbs of bootstrap.sh: run a command, make what is missing, and bring grants to what they should be. Sourced by
# it after its options. Deliberately absent: changing grants of anybody but the planner and the applier.
# shellcheck disable=SC2154 # the variables are bootstrap.sh's

# Print a command, and run it if asked to.
run() {
  printf '%q ' "$@" | sed 's/ $//'
  echo
  # Never from our own input: a command that reads it would eat the roles that are still to come.
  if [[ "$run_them" == "yes" ]]; then "$@" </dev/null; fi
}

# unless DESCRIBE... -- CREATE... [-- UPDATE...]: CREATE what DESCRIBE does not find, UPDATE what it finds.
unless() {
  local describe=() create=()
  while [[ "$1" != "--" ]]; do describe+=("$1") && shift; done
  shift
  while (($#)) && [[ "$1" != "--" ]]; do create+=("$1") && shift; done
  if [[ "$run_them" != "yes" ]] || ! "${describe[@]}" >/dev/null 2>&1 </dev/null; then
    run "${create[@]}"
  elif (($#)); then
    shift
    run "$@"
  else
    echo "# is there: ${describe[*]}"
  fi
}

# What a role in roles.csv is limited by, in IAM's expression language; nothing for no limit.
expression() {
  local roles object="projects/_/buckets/$state"
  case "$1" in
    "") ;;
    only-granted-roles)
      roles="$(sed "s/.*/'&'/" "$here/granted_roles.txt" | paste -sd, -)"
      echo "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([$roles])"
      ;;
    not-the-state-bucket) echo "resource.name != '$object' && !resource.name.startsWith('$object/')" ;;
    *) echo "roles.csv: unknown-condition $1; add it to expression() in grants.sh" >&2 && return 1 ;;
  esac
}

# Every role of roles.csv once for HOLDER, as "role,condition".
roles_of() {
  awk -F, -v holder="$1" 'NR > 1 && $2 == holder && $3 != "" { print $3 "," $4 }' "$here/roles.csv" | sort -u
}

# settle ACCOUNT GROUP... -- RESOURCE...: give ACCOUNT the roles on standard input ("role,condition" each) on the
# resource, after taking away those that it has beyond them or under another condition.
settle() {
  local member="serviceAccount:$1" group=() wanted="" held="" role limit limited
  shift
  while [[ "$1" != "--" ]]; do group+=("$1") && shift; done
  shift
  while IFS=, read -r role limit; do
    limited="$(expression "$limit")" # in a step of its own, since inside a longer one its failure would be lost
    wanted+="${role//\{project\}/$project}"$'\t'"$limit"$'\t'"$limited"$'\n'
  done
  if [[ "$run_them" == "yes" ]]; then
    held="$("${group[@]}" get-iam-policy "$@" --flatten='bindings[].members' \
      --filter="bindings.members=\"$member\"" \
      --format='value(bindings.role,bindings.condition.title,bindings.condition.expression)' </dev/null)"
  fi
  # A foreign condition may have several lines; only the first begins with a role.
  while read -r role; do
    run "${group[@]}" remove-iam-policy-binding "$@" --member="$member" --role="$role" --all
  done < <(comm -23 <(sort <<<"$held") <(sort <<<"$wanted") | cut -f1 | sort -u |
    sed -nE '/^(roles|projects|organizations)\//p')
  # A tab counts as blank to `read`, which would skip an empty field.
  while IFS='|' read -r role limit limited; do
    run "${group[@]}" add-iam-policy-binding "$@" --member="$member" --role="$role" \
      --condition="$([[ -z "$limit" ]] && echo None || echo "^|^title=$limit|expression=$limited")"
  done < <(printf '%s' "$wanted" | tr '\t' '|')
}

# become ACCOUNT MEMBER: whoever is MEMBER, and nobody else outside Google, may act as ACCOUNT.
become() {
  local user=(--role=roles/iam.workloadIdentityUser) held="" other
  if [[ "$run_them" == "yes" ]]; then
    held="$(gcloud iam service-accounts get-iam-policy "$1" --project="$home" --flatten='bindings[].members' \
      --filter="bindings.role=roles/iam.workloadIdentityUser" --format='value(bindings.members)')"
  fi
  while read -r other; do
    run gcloud iam service-accounts remove-iam-policy-binding "$1" --project="$home" "${user[@]}" \
      --member="$other" --all
  done < <(sort -u <<<"$held" | grep -vxF -e "$2" -e "")
  run gcloud iam service-accounts add-iam-policy-binding "$1" --project="$home" "${user[@]}" --member="$2" \
    --condition=None
}

# The numbers of the repository and of its owner, and whether GitHub calls it what we call it: claims do.
identify_repository() {
  local called answer
  answer="$(gh api "repos/$repository" --jq '"\(.full_name) \(.id) \(.owner.id)"')" ||
    usage "unknown-repository GitHub shows no $repository to whoever is logged in to gh; run gh auth login"
  read -r called repository_id owner_id <<<"$answer"
  [[ "$called" == "$repository" ]] || usage "other-repository GitHub calls $repository $called; use that name"
  [[ "$repository_id $owner_id" =~ ^[0-9]+\ [0-9]+$ ]] ||
    usage "no-number GitHub gives $repository the numbers '$repository_id' and '$owner_id'; update gh"
}

# Make a GitHub environment, but only a missing one: to PUT an existing one resets its reviewers. Asked by listing,
# because a question about a single one fails alike for one that is missing and for a network that is.
github_environment() {
  local there=""
  if [[ "$run_them" == "yes" ]]; then
    there="$(gh api --paginate "repos/$repository/environments" --jq '.environments[].name')"
  fi
  if grep -qxF -e "$1" <<<"$there"; then
    echo "# is there: the GitHub environment $1"
  else
    run gh api --method PUT "repos/$repository/environments/$1" --silent
  fi
}
