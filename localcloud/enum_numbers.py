"""Enum numbers of the messages served here: Google's REST libraries for Python send numbers, not names.

The order in the discovery documents is not the number (launch stage GA is 4, and stands sixth), so each list
is written out from the .proto files: https://github.com/googleapis/googleapis
Keyed by `Message.field`, or by
`field` alone where the name means the same everywhere.
"""

from __future__ import annotations

_LAUNCH = ("EARLY_ACCESS", "ALPHA", "BETA", "GA", "DEPRECATED", "UNIMPLEMENTED", "PRELAUNCH")
_EXECUTION = ("EXECUTION_ENVIRONMENT_GEN1", "EXECUTION_ENVIRONMENT_GEN2")
_TABLE: dict[str, tuple[str, ...]] = {
    "launchStage": _LAUNCH,
    "executionEnvironment": _EXECUTION,
    "ingress": (
        "INGRESS_TRAFFIC_ALL",
        "INGRESS_TRAFFIC_INTERNAL_ONLY",
        "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
        "INGRESS_TRAFFIC_NONE",
    ),
    "GoogleCloudRunV2TrafficTarget.type": (
        "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST",
        "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
    ),
    "GoogleCloudRunV2VpcAccess.egress": ("ALL_TRAFFIC", "PRIVATE_RANGES_ONLY"),
    "GoogleCloudRunV2EmptyDirVolumeSource.medium": ("MEMORY", "DISK"),
    "GoogleCloudRunV2ServiceScaling.scalingMode": ("AUTOMATIC", "MANUAL"),
    "encryptionKeyRevocationAction": ("PREVENT_NEW", "SHUTDOWN"),
    "Repository.format": ("DOCKER", "MAVEN", "NPM", "", "APT", "YUM", "", "PYTHON", "KFP", "GO", "GENERIC"),
    "Repository.mode": ("STANDARD_REPOSITORY", "VIRTUAL_REPOSITORY", "REMOTE_REPOSITORY"),
    "CleanupPolicy.action": ("DELETE", "KEEP"),
    "CleanupPolicyCondition.tagState": ("TAGGED", "UNTAGGED", "ANY"),
    "MavenRepositoryConfig.versionPolicy": ("RELEASE", "SNAPSHOT"),
    "VulnerabilityScanningConfig.enablementConfig": ("INHERITED", "DISABLED"),
    "Schema.type": ("PROTOCOL_BUFFER", "AVRO"),
    "encoding": ("JSON", "BINARY"),
    "view": ("BASIC", "FULL"),
    "DisableServiceRequest.checkIfServiceHasUsage": ("SKIP", "CHECK"),
    "AuditLogConfig.logType": ("ADMIN_READ", "DATA_WRITE", "DATA_READ"),
    "WorkloadIdentityPool.mode": ("FEDERATION_ONLY", "TRUST_DOMAIN"),
    "AudioConfig.audioEncoding": ("LINEAR16", "MP3", "OGG_OPUS", "", "MULAW", "ALAW", "PCM", "M4A"),
    "VoiceSelectionParams.ssmlGender": ("MALE", "FEMALE", "NEUTRAL"),
}


def name_of(message: str, field: str, number: int, names: tuple[str, ...]) -> str | None:
    """Gives the name of an enum number if it is one of the document's `names`; None when unknown."""
    if number == 0:
        return next((name for name in names if name.endswith("UNSPECIFIED")), None)
    table = _TABLE.get(f"{message}.{field}") or _TABLE.get(field) or ()
    name = table[number - 1] if 0 < number <= len(table) else ""
    return name if name in names else None
