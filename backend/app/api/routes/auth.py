from fastapi import APIRouter

from app.api.deps import ActorDep, ClientAddress, PlatformDep, ReadSessionDep, may
from app.api.platform import Platform
from app.responses import Success, errors, success
from app.schemas.auth import Login, PasswordChange, Register, TokenRead, UserRead
from app.services import auth
from app.services.rbac import PERMISSIONS
from app.utils import clock

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/register", status_code=201, response_model=Success[TokenRead], responses=errors(auth.EmailTaken))
async def register(body: Register, platform: PlatformDep) -> object:
    """Open a new pharmacy. Its first user becomes its admin and is signed in."""
    account = await platform.register(auth.NewAccount(**body.model_dump()))
    return success(_token(platform, account), "Welcome. Your pharmacy is open.")


@router.post(
    "/login",
    response_model=Success[TokenRead],
    responses=errors(auth.InvalidCredentials, auth.TooManyAttempts),
)
async def login(body: Login, address: ClientAddress, platform: PlatformDep) -> object:
    """Sign in and receive a token that is good for a day."""
    account = await platform.sign_in(email=body.email, password=body.password, address=address)
    return success(_token(platform, account), "Signed in.")


@router.get("/me", dependencies=[may("account.self")], response_model=Success[UserRead])
async def me(actor: ActorDep, session: ReadSessionDep) -> object:
    """Who is calling, where they work and what they may do."""
    account = await auth.account_of(session, user_id=actor.user_id, pharmacy_id=actor.pharmacy_id)
    return success(_user(account))


@router.post(
    "/password",
    dependencies=[may("account.self")],
    response_model=Success[TokenRead],
    responses=errors(auth.InvalidCredentials),
)
async def change_password(body: PasswordChange, actor: ActorDep, platform: PlatformDep) -> object:
    """Set a new password. Every earlier token ends; the answer brings a new one."""
    account = await platform.change_password(actor, current=body.current_password, new=body.new_password)
    return success(_token(platform, account), "Your password is changed.")


def _token(platform: Platform, account: auth.Account) -> dict[str, object]:
    settings = platform.settings
    token = auth.issue(account.claims, key=settings.signing_key, at=clock.now(), hours=settings.token_hours)
    return {
        "access_token": token,
        "token_type": "bearer",
        "expires_in": settings.token_hours * 3600,
        "user": _user(account),
    }


def _user(account: auth.Account) -> dict[str, object]:
    user = account.user
    return {
        "id": user.id,
        "email": user.email,
        "full_name": user.full_name,
        "role": account.role,
        "is_active": user.is_active,
        "created_at": user.created_at,
        "pharmacy": account.pharmacy,
        "permissions": sorted(PERMISSIONS[account.role]),
    }
