#!/usr/bin/env bash
# Makes, once for an environment, what the pipeline needs and must not be able to change: the state bucket and
# its key, the planner and the applier, and the federation through which GitHub becomes either of them.
#
#   infra/bootstrap/bootstrap.sh --environment dev --project vividly-dev-rich --repository OWNER/NAME
#
# Read it first. As it stands it only prints the commands; with --yes it runs them, as the person who is
# logged in to gcloud (an owner of the project) and to gh. It can be run again: what is there is left as it is.
#
#   --environment NAME   as in Pulumi.NAME.yaml
#   --project ID         the environment's Google Cloud project
#   --repository O/N     the GitHub repository whose workflows may become planner and applier
#   --region REGION      of the bucket and the key; us-central1 if left out
#   --branch NAME        whose workflows may become the applier; main if left out
#   --home ID            project that holds all this; the environment's own if left out. A home of its own
#                        puts planner, applier, federation and key out of the applier's reach altogether.
#   --yes                run the commands
#
# Which roles the two are granted is in roles.csv, by resource type; which roles the applier may grant on the
# project is in granted_roles.txt. Tests compare both with what the program declares. Deliberately absent:
# keys of service accounts, basic roles (owner, editor, viewer), and everything that the stack declares.
# https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
environment="" project="" repository="" home=""
region="us-central1" branch="main" run_them="no"

usage() {
  echo "$1" >&2
  sed -n '/^#   --/p; /^#   infra/p' "${BASH_SOURCE[0]}" | sed 's/^# *//' >&2
  exit 2
}

while (($#)); do
  case "$1" in
    --yes) run_them="yes" && shift && continue ;;
    --environment | --project | --repository | --region | --branch | --home) ;;
    *) usage "bootstrap.sh: unknown-option $1; use the options below" ;;
  esac
  (($# > 1)) || usage "bootstrap.sh: missing-value $1 stands alone; give it a value"
  declare "${1#--}=$2"
  shift 2
done
for name in environment project repository; do
  [[ -n "${!name}" ]] || usage "bootstrap.sh: missing-option --$name; give it a value"
done
[[ "$repository" =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] ||
  usage "bootstrap.sh: bad-repository $repository; write it as OWNER/NAME"
# Account ids have at most 30 characters, of which 15 are taken by "pulumi-applier-".
[[ "$environment" =~ ^[a-z][a-z0-9-]{0,14}$ ]] ||
  usage "bootstrap.sh: bad-environment $environment; use at most 15 lower-case letters, digits and hyphens"
[[ -f "$here/../../Pulumi.$environment.yaml" ]] ||
  usage "bootstrap.sh: unknown-environment $environment; write Pulumi.$environment.yaml first"
home="${home:-$project}"
cd "$here/../.."

state="$project-pulumi-state"
bucket="gs://$state"
planner="pulumi-planner-$environment@$home.iam.gserviceaccount.com"
applier="pulumi-applier-$environment@$home.iam.gserviceaccount.com"

# Print a command, and run it if asked to.
run() {
  printf '%q ' "$@" | sed 's/ $//'
  echo
  if [[ "$run_them" == "yes" ]]; then "$@"; fi
}

# unless DESCRIBE... -- CREATE...: run CREATE unless DESCRIBE finds the thing. A dry run asks nobody.
unless() {
  local describe=()
  while [[ "$1" != "--" ]]; do
    describe+=("$1")
    shift
  done
  shift
  if [[ "$run_them" == "yes" ]] && "${describe[@]}" >/dev/null 2>&1; then
    echo "# is there: ${describe[*]}"
  else
    run "$@"
  fi
}

# What a role in roles.csv is limited by, as a condition in IAM's expression language.
condition() {
  local roles
  case "$1" in
    "") echo "None" ;;
    only-granted-roles)
      roles="$(sed "s/.*/'&'/" "$here/granted_roles.txt" | paste -sd, -)"
      printf '%s' "^|^title=$1|expression=" \
        "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([$roles])"
      ;;
    not-the-state-bucket)
      printf '%s' "^|^title=$1|expression=" \
        "resource.name != 'projects/_/buckets/$state' && !resource.name.startsWith('projects/_/buckets/$state/')"
      ;;
    *) echo "roles.csv: unknown-condition $1; add it to condition() in bootstrap.sh" >&2 && return 1 ;;
  esac
}

# Every role of roles.csv once for HOLDER, as "role,condition".
roles_of() {
  awk -F, -v holder="$1" 'NR > 1 && $2 == holder && $3 != "" { print $3 "," $4 }' "$here/roles.csv" | sort -u
}

echo "# 1. What these commands themselves call. The stack enables everything else."
apis=(serviceusage cloudresourcemanager iam iamcredentials sts storage cloudkms)
run gcloud services enable "${apis[@]/%/.googleapis.com}" --project="$home"
if [[ "$home" != "$project" ]]; then
  run gcloud services enable "${apis[@]/%/.googleapis.com}" --project="$project"
fi

echo "# 2. The state: a bucket that keeps every version and can never be public, and the key of its secrets."
unless gcloud storage buckets describe "$bucket" -- \
  gcloud storage buckets create "$bucket" --project="$home" --location="$region" \
  --uniform-bucket-level-access --public-access-prevention
run gcloud storage buckets update "$bucket" --versioning
key=(state --keyring="pulumi-$environment" --location="$region" --project="$home")
unless gcloud kms keyrings describe "pulumi-$environment" --location="$region" --project="$home" -- \
  gcloud kms keyrings create "pulumi-$environment" --location="$region" --project="$home"
unless gcloud kms keys describe "${key[@]}" -- gcloud kms keys create "${key[@]}" --purpose=encryption

echo "# 3. The planner, who reads, and the applier, who writes. Neither ever has a key."
for account in "$planner" "$applier"; do
  unless gcloud iam service-accounts describe "$account" --project="$home" -- \
    gcloud iam service-accounts create "${account%%@*}" --project="$home"
done

echo "# 4. What each may do in the project, by the types that the stack declares."
# The predefined role that creates accounts also writes their IAM policies: enough to become any of them.
keeper=(pulumiServiceAccountKeeper --project="$project")
unless gcloud iam roles describe "${keeper[@]}" -- \
  gcloud iam roles create "${keeper[@]}" --title="Pulumi service account keeper" --permissions="$(
    printf 'iam.serviceAccounts.%s,' create delete get list update | sed 's/,$//'
  )"
for holder in planner applier; do
  while IFS=, read -r role limit; do
    limited="$(condition "$limit")" # in a step of its own, since inside the command its failure would be lost
    run gcloud projects add-iam-policy-binding "$project" --member="serviceAccount:${!holder}" \
      --role="${role//\{project\}/$project}" --condition="$limited"
  done < <(roles_of "$holder")
done

echo "# 5. What each may do with the state: a preview takes no lock, so the planner only reads."
allow_bucket() {
  run gcloud storage buckets add-iam-policy-binding "$bucket" --member="serviceAccount:$1" --role="$2"
}
allow_key() {
  run gcloud kms keys add-iam-policy-binding "${key[@]}" --member="serviceAccount:$1" --role="$2"
}
allow_bucket "$planner" roles/storage.objectViewer
allow_key "$planner" roles/cloudkms.cryptoKeyDecrypter
allow_bucket "$applier" roles/storage.objectUser
allow_key "$applier" roles/cloudkms.cryptoKeyEncrypterDecrypter

echo "# 6. Federation: only this repository's workflows, and only those of one branch as the applier."
pool="github-$environment"
unless gcloud iam workload-identity-pools describe "$pool" --location=global --project="$home" -- \
  gcloud iam workload-identity-pools create "$pool" --location=global --project="$home"
mapping="google.subject=assertion.sub,attribute.repository=assertion.repository,attribute.ref=assertion.ref"
provider=(github --workload-identity-pool="$pool" --location=global --project="$home")
unless gcloud iam workload-identity-pools providers describe "${provider[@]}" -- \
  gcloud iam workload-identity-pools providers create-oidc "${provider[@]}" \
  --issuer-uri=https://token.actions.githubusercontent.com \
  --attribute-mapping="$mapping" \
  --attribute-condition="assertion.repository == '$repository'"
number="PROJECT_NUMBER"
if [[ "$run_them" == "yes" ]]; then
  number="$(gcloud projects describe "$home" --format='value(projectNumber)')"
fi
pool_path="projects/$number/locations/global/workloadIdentityPools/$pool"
become() {
  run gcloud iam service-accounts add-iam-policy-binding "$1" --project="$home" \
    --role=roles/iam.workloadIdentityUser --member="principalSet://iam.googleapis.com/$pool_path/$2"
}
become "$planner" "attribute.repository/$repository"
become "$applier" "attribute.ref/refs/heads/$branch"

echo "# 7. The stack. Its key goes into Pulumi.$environment.yaml, encrypted by the one above: commit that."
key_path="projects/$home/locations/$region/keyRings/pulumi-$environment/cryptoKeys/state"
stack=(env "PULUMI_BACKEND_URL=$bucket" pulumi stack)
unless "${stack[@]}" --stack "$environment" --show-name -- \
  "${stack[@]}" init "$environment" --secrets-provider="gcpkms://$key_path"

echo "# 8. What the workflow reads: variables of the GitHub environment $environment-preview."
in_github=(--repo "$repository" --env "$environment-preview")
run gh api --method PUT "repos/$repository/environments/$environment-preview" --silent
run gh variable set WORKLOAD_IDENTITY_PROVIDER "${in_github[@]}" --body "$pool_path/providers/github"
run gh variable set PLANNER "${in_github[@]}" --body "$planner"
