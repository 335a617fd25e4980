"""The provider as the engine sees it: gRPC messages in, gRPC messages out.

Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

# ruff: noqa: D102, N802 - the methods are gRPC's, and described there
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

import json
import os
import threading
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from localcloud.provider import configuration
from localcloud.provider.autoname import Naming
from localcloud.provider.engine_log import EngineLog
from localcloud.provider.invokes import invoke
from localcloud.provider.job import Cloud
from localcloud.provider.messages import described, diff_response, name_of, type_of
from localcloud.provider.provider import VERSION, Provider, checked, refusal
from localcloud.provider.registry import kind_of
from localcloud.provider.steps import PartlyCreatedError
from localcloud.provider.transport import Transport
from localcloud.provider.values import from_struct, to_struct

if TYPE_CHECKING:
    from collections.abc import Callable

    Context = grpc.ServicerContext

Request = TypeVar("Request")
Answer = TypeVar("Answer")


def answering(
    method: Callable[[Service, Request, Context], Answer],
) -> Callable[[Service, Request, Context], Answer]:
    """Errors become the call's error, in the official provider's words."""

    @wraps(method)
    def call(self: Service, request: Request, context: Context) -> Answer:
        try:
            return method(self, request, context)
        except Exception as error:  # noqa: BLE001 - every error has to reach the person who runs the engine
            urn, identity = str(getattr(request, "urn", "")), str(getattr(request, "id", ""))
            words = described(method.__name__, urn, identity, error)
            if isinstance(error, PartlyCreatedError) and isinstance(request, provider_pb2.CreateRequest):
                self.attach_partly(request, context, error, words)
            context.abort(grpc.StatusCode.UNKNOWN, words)

    return call


class Service(provider_pb2_grpc.ResourceProviderServicer):
    """One provider process. It is configured once and then serves many calls at a time."""

    def __init__(self, engine_address: str) -> None:
        self.cancelled = threading.Event()
        self._log = EngineLog(engine_address)
        self._provider: Provider | None = None

    @property
    def provider(self) -> Provider:
        """The configured provider.

        Raises:
            RuntimeError: The engine has not configured it.
        """
        if self._provider is None:
            raise RuntimeError("the provider was called before it was configured")
        return self._provider

    def Handshake(
        self, _request: provider_pb2.ProviderHandshakeRequest, _context: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse(supports_autonaming_configuration=True)

    def GetPluginInfo(self, _request: empty_pb2.Empty, _context: Context) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(
        self, _request: provider_pb2.GetSchemaRequest, _context: Context
    ) -> provider_pb2.GetSchemaResponse:
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": "gcp", "version": VERSION}))

    def Attach(self, _request: plugin_pb2.PluginAttach, _context: Context) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def Cancel(self, _request: empty_pb2.Empty, _context: Context) -> empty_pb2.Empty:
        self.cancelled.set()
        return empty_pb2.Empty()

    @answering
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, _context: Context
    ) -> provider_pb2.CheckResponse:
        found = configuration.problems(from_struct(request.news), os.environ)
        failures = [provider_pb2.CheckFailure(property=key, reason=sentence) for key, sentence in found]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, _request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)

    @answering
    def Configure(
        self, request: provider_pb2.ConfigureRequest, _context: Context
    ) -> provider_pb2.ConfigureResponse:
        given = {key: str(value) for key, value in from_struct(request.args).items()}
        settings = configuration.configured(given, os.environ)
        self._provider = Provider(Cloud(settings, Transport(settings.token, self.cancelled)))
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @answering
    def Check(self, request: provider_pb2.CheckRequest, _context: Context) -> provider_pb2.CheckResponse:
        token = type_of(request.urn)
        if kind_of(token) is None:
            self._log.warn_once(request.urn, f"{refusal(token)}; it is previewed with its inputs only")
        naming = Naming(request.autonaming.proposed_name, name_of(request.urn), request.randomSeed)
        inputs, failures = checked(token, from_struct(request.news), from_struct(request.olds), naming)
        found = [provider_pb2.CheckFailure(property=one.path, reason=one.reason) for one in failures]
        return provider_pb2.CheckResponse(inputs=to_struct(inputs), failures=found)

    @answering
    def Diff(self, request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        state, inputs = from_struct(request.olds), from_struct(request.news)
        token = type_of(request.urn)
        return diff_response(self.provider.diff(token, request.id, state, inputs, request.ignoreChanges))

    @answering
    def Create(self, request: provider_pb2.CreateRequest, _context: Context) -> provider_pb2.CreateResponse:
        token, inputs = type_of(request.urn), from_struct(request.properties)
        if request.preview:
            expected = self.provider.preview(token, inputs, {})
            return provider_pb2.CreateResponse(properties=to_struct(expected))
        identity, outputs = self.provider.create(token, inputs, request.timeout)
        return provider_pb2.CreateResponse(id=identity, properties=to_struct(outputs))

    def attach_partly(
        self, request: provider_pb2.CreateRequest, context: Context, error: PartlyCreatedError, words: str
    ) -> None:
        """Tell the engine what came to be, so that the state holds it as unfinished."""
        outputs = self.provider.partly(type_of(request.urn), from_struct(request.properties))
        detail = provider_pb2.ErrorResourceInitFailed(
            id=error.identity, properties=to_struct(outputs), inputs=request.properties, reasons=[words]
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=words)
        status.details.add().Pack(detail)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))

    @answering
    def Read(self, request: provider_pb2.ReadRequest, _context: Context) -> provider_pb2.ReadResponse:
        inputs, state = from_struct(request.inputs), from_struct(request.properties)
        found = self.provider.read(type_of(request.urn), request.id, inputs, state)
        if found is None:
            return provider_pb2.ReadResponse()
        outputs, now = to_struct(found.outputs), to_struct(found.inputs)
        return provider_pb2.ReadResponse(id=found.id, properties=outputs, inputs=now)

    @answering
    def Update(self, request: provider_pb2.UpdateRequest, _context: Context) -> provider_pb2.UpdateResponse:
        token, state, inputs = type_of(request.urn), from_struct(request.olds), from_struct(request.news)
        if request.preview:
            expected = self.provider.preview(token, inputs, state)
            return provider_pb2.UpdateResponse(properties=to_struct(expected))
        outputs = self.provider.update(token, request.id, state, inputs, request.timeout)
        return provider_pb2.UpdateResponse(properties=to_struct(outputs))

    @answering
    def Delete(self, request: provider_pb2.DeleteRequest, _context: Context) -> empty_pb2.Empty:
        state = from_struct(request.properties)
        self.provider.delete(type_of(request.urn), request.id, state, request.timeout)
        return empty_pb2.Empty()

    @answering
    def Invoke(self, request: provider_pb2.InvokeRequest, _context: Context) -> provider_pb2.InvokeResponse:
        result = invoke(self.provider.cloud, request.tok, from_struct(request.args))
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(to_struct(result))
        return response
