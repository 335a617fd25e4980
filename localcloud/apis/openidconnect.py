"""Who the caller is: the provider asks at the start of every command and goes on without an answer.

https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.api import Api, Cloud

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("openidconnect.googleapis.com")


def user_info(_cloud: Cloud) -> Json:
    """The one user there is."""
    return {"sub": "1", "email": "local@example.com", "email_verified": True}


API.routes["GET", "v1/userinfo"] = API.routes["POST", "v1/userinfo"] = user_info
