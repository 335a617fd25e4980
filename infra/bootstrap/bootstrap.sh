#!/usr/bin/env bash
# Makes, once for an environment, what the pipeline needs and must not be able to change: the state bucket and
# its key, the planner and the applier, and the federation through which GitHub becomes either of them.
#
#   infra/bootstrap/bootstrap.sh --environment dev --project vividly-dev-rich --repository OWNER/NAME
#
# Read it first, with options.sh and grants.sh beside it. As it stands it only prints the commands; with --yes it
# runs them, as the person who is logged in to gcloud (an owner of the project) and to gh. It can be run again:
# what is missing is made, what is different is changed, and a role that planner or applier has and should not
# have is taken away. A dry run asks nobody, so it cannot list what would be taken away.
#
#   --environment NAME   as in Pulumi.NAME.yaml
#   --project ID         the environment's Google Cloud project, as in that file
#   --repository O/N     the GitHub repository whose workflows may become planner and applier
#   --region REGION      of the bucket and the key; us-central1 if left out
#   --branch NAME        whose workflows may become the applier; main if left out
#   --home ID            project that holds all this; the environment's own if left out. A home of its own
#                        puts planner, applier, federation and key out of the applier's reach altogether.
#   --yes                run the commands
#
# Which roles the two are granted is in roles.csv, by resource type; which roles the applier may grant on the
# project is in granted_roles.txt. Tests compare both with what the program declares. Deliberately absent:
# keys of service accounts, basic roles (owner, editor, viewer), everything that the stack declares, and moving
# what stands already to another --region or --home.
# https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$here/../.."
# shellcheck source-path=SCRIPTDIR source=options.sh
source "$here/options.sh"
# shellcheck source-path=SCRIPTDIR source=grants.sh
source "$here/grants.sh"

state="$project-pulumi-state"
bucket="gs://$state"
planner="pulumi-planner-$environment@$home.iam.gserviceaccount.com"
applier="pulumi-applier-$environment@$home.iam.gserviceaccount.com"

number="PROJECT_NUMBER" repository_id="REPOSITORY_ID" owner_id="OWNER_ID"
if [[ "$run_them" == "yes" ]]; then identify_repository; fi

echo "# 1. What these commands themselves call. The stack enables everything else."
apis=(serviceusage cloudresourcemanager iam iamcredentials sts storage cloudkms)
run gcloud services enable "${apis[@]/%/.googleapis.com}" --project="$home"
if [[ "$home" != "$project" ]]; then
  run gcloud services enable "${apis[@]/%/.googleapis.com}" --project="$project"
fi

echo "# 2. The state: a bucket that keeps every version and can never be public, and the key of its secrets."
closed=(--uniform-bucket-level-access --public-access-prevention)
unless gcloud storage buckets describe "$bucket" -- \
  gcloud storage buckets create "$bucket" --project="$home" --location="$region" "${closed[@]}"
run gcloud storage buckets update "$bucket" --versioning "${closed[@]}"
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
permissions="$(printf 'iam.serviceAccounts.%s,' create delete get list update)"
as=(--title="Pulumi service account keeper" --permissions="${permissions%,}")
unless gcloud iam roles describe "${keeper[@]}" -- gcloud iam roles create "${keeper[@]}" "${as[@]}" -- \
  gcloud iam roles update "${keeper[@]}" "${as[@]}"
for holder in planner applier; do
  roles_of "$holder" | settle "${!holder}" gcloud projects -- "$project"
done

echo "# 5. What each may do with the state: a preview takes no lock, so the planner only reads."
for_bucket=(gcloud storage buckets -- "$bucket") for_key=(gcloud kms keys -- "${key[@]}")
echo roles/storage.objectViewer, | settle "$planner" "${for_bucket[@]}"
echo roles/cloudkms.cryptoKeyDecrypter, | settle "$planner" "${for_key[@]}"
echo roles/storage.objectUser, | settle "$applier" "${for_bucket[@]}"
echo roles/cloudkms.cryptoKeyEncrypterDecrypter, | settle "$applier" "${for_key[@]}"

echo "# 6. Federation: only this repository, and of it only jobs that name a GitHub environment of ours."
# Names can be given up and taken by others, numbers cannot; the name is there for whoever reads it.
# A token of a job without an environment lacks a claim that is mapped, and is refused.
pool="github-$environment"
unless gcloud iam workload-identity-pools describe "$pool" --location=global --project="$home" -- \
  gcloud iam workload-identity-pools create "$pool" --location=global --project="$home"
mapping="google.subject=assertion.sub"
for claim in repository repository_id ref environment; do
  mapping+=",attribute.$claim=assertion.$claim"
done
mapping+=",attribute.deployment=assertion.environment + '/' + assertion.ref"
only="assertion.repository_id == '$repository_id' && assertion.repository_owner_id == '$owner_id'"
provider=(github --workload-identity-pool="$pool" --location=global --project="$home")
trust=(
  --issuer-uri=https://token.actions.githubusercontent.com
  --attribute-mapping="$mapping"
  --attribute-condition="$only && assertion.repository == '$repository'"
)
unless gcloud iam workload-identity-pools providers describe "${provider[@]}" -- \
  gcloud iam workload-identity-pools providers create-oidc "${provider[@]}" "${trust[@]}" -- \
  gcloud iam workload-identity-pools providers update-oidc "${provider[@]}" "${trust[@]}"
if [[ "$run_them" == "yes" ]]; then
  number="$(gcloud projects describe "$home" --format='value(projectNumber)')"
fi
pool_path="projects/$number/locations/global/workloadIdentityPools/$pool"
become "$planner" "principalSet://iam.googleapis.com/$pool_path/attribute.environment/$environment-preview"
become "$applier" \
  "principalSet://iam.googleapis.com/$pool_path/attribute.deployment/$environment/refs/heads/$branch"

echo "# 7. The stack. Its key goes into Pulumi.$environment.yaml, encrypted by the one above: commit that."
key_path="projects/$home/locations/$region/keyRings/pulumi-$environment/cryptoKeys/state"
stack=(env "PULUMI_BACKEND_URL=$bucket" pulumi stack)
unless "${stack[@]}" --stack "$environment" --show-name -- \
  "${stack[@]}" init "$environment" --secrets-provider="gcpkms://$key_path"

echo "# 8. The GitHub environments of planner and applier, and what the workflow reads: variables of the planner's."
for name in "$environment-preview" "$environment"; do
  github_environment "$name"
done
in_github=(--repo "$repository" --env "$environment-preview")
run gh variable set WORKLOAD_IDENTITY_PROVIDER "${in_github[@]}" --body "$pool_path/providers/github"
run gh variable set PLANNER "${in_github[@]}" --body "$planner"
echo "# Now give $environment its reviewers, or whatever reaches $branch may become the applier unseen:"
echo "# https://github.com/$repository/settings/environments"
