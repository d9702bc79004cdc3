"""Group leads by the JSON API; facts are masked as on the pages."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accounts.account import May
from accounts.audit import Action
from domain.fields import Json
from leads.network.tie_json import tie_json
from review.network import GroupView, visible_group, visible_groups
from review.person import log, require


def networks(request: Request) -> Response:
    """`GET /api/networks`: group leads, newest first."""
    require(request, May.READ)
    found = visible_groups(request)
    log(request, Action.VIEW_GROUP, detail="api")
    return JSONResponse({"networks": [_group(view) for view in found]})


def network(request: Request) -> Response:
    """`GET /api/networks/{group_id}`: one with the reasons that join its sellers."""
    require(request, May.READ)
    view = visible_group(request, request.path_params["group_id"])
    log(request, Action.VIEW_GROUP, view.group.group_id, "api")
    return JSONResponse(_group(view) | {"ties": [tie_json(tie) for tie in view.ties]})


def _group(view: GroupView) -> Json:
    group = view.group
    return {
        "group_id": group.group_id,
        "kind": group.kind.value,
        "right_id": group.right_id,
        "since": group.since.isoformat(),
        "made_at": group.made_at.isoformat(),
        "to_decide": view.to_decide,
        "confirmed": view.confirmed,
        "sellers": [{"seller": one.seller, "leads": one.leads, "to_decide": one.to_decide} for one in view.sellers],
    }
