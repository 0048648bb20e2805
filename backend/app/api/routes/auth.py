from fastapi import APIRouter

from app.api.deps import ActorDep, PlatformDep, ReadSessionDep, VisitorDep, WriteSessionDep, may
from app.api.platform import Acceptance, Platform
from app.responses import Success, errors, success
from app.schemas.auth import (
    AcceptInvitation,
    Login,
    PasswordChange,
    PasswordReset,
    RecoveryCodesRead,
    Register,
    ResetDone,
    Switch,
    TokenRead,
    TotpConfirm,
    TotpDisable,
    TotpSetupRead,
    TotpState,
    UserRead,
)
from app.services import auth, people
from app.utils import clock

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/register", status_code=201, response_model=Success[TokenRead], responses=errors(auth.EmailTaken))
async def register(body: Register, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Open a new pharmacy. Its first user becomes its admin and is signed in."""
    signed_in = await platform.register(auth.NewAccount(**body.model_dump()), visitor=visitor)
    return success(_token(platform, signed_in), "Welcome. Your pharmacy is open.")


@router.post(
    "/login",
    response_model=Success[TokenRead],
    responses=errors(auth.InvalidCredentials, auth.TotpRequired, auth.TotpInvalid, auth.TooManyAttempts),
)
async def login(body: Login, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Sign in, where you were last, and receive a token that is good for a day."""
    signed_in = await platform.sign_in(**body.model_dump(), visitor=visitor)
    return success(_token(platform, signed_in), "Signed in.")


@router.post(
    "/accept",
    response_model=Success[TokenRead],
    responses=errors(
        people.LinkNotValid,
        people.AlreadyMember,
        people.NameNeeded,
        auth.EmailTaken,
        auth.InvalidCredentials,
        auth.TotpRequired,
        auth.TotpInvalid,
        auth.TooManyAttempts,
    ),
)
async def accept_invitation(body: AcceptInvitation, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Accept an invitation: with a name and a new password, or with the password of the account you have."""
    signed_in = await platform.accept_invitation(Acceptance(**body.model_dump()), visitor=visitor)
    return success(_token(platform, signed_in), "Welcome.")


@router.post(
    "/reset",
    response_model=Success[ResetDone],
    responses=errors(people.LinkNotValid, people.NotYours, auth.TooManyAttempts),
)
async def reset_password(body: PasswordReset, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Set a new password by a link that an admin handed over. Every earlier token ends."""
    await platform.reset_password(**body.model_dump(), visitor=visitor)
    return success({"is_reset": True}, "Your password is changed. Please sign in.")


@router.get("/me", dependencies=[may("account.self")], response_model=Success[UserRead])
async def me(actor: ActorDep, session: ReadSessionDep) -> object:
    """Who is calling, where they work and what they may do."""
    account = await auth.account_of(session, user_id=actor.user_id, pharmacy_id=actor.pharmacy_id)
    return success(_user(await auth.introduce(session, account)))


@router.post(
    "/switch",
    dependencies=[may("account.self")],
    response_model=Success[TokenRead],
    responses=errors(auth.NotAWorkplace),
)
async def switch_pharmacy(body: Switch, actor: ActorDep, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Go on in another pharmacy you work in: a token for it. The present one stays good."""
    signed_in = await platform.switch(actor, pharmacy_id=body.pharmacy_id, visitor=visitor)
    return success(_token(platform, signed_in), f"You are now in {signed_in.account.pharmacy.name}.")


@router.post(
    "/password",
    dependencies=[may("account.self")],
    response_model=Success[TokenRead],
    responses=errors(auth.InvalidCredentials, auth.TooManyAttempts),
)
async def change_password(body: PasswordChange, actor: ActorDep, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Set a new password. Every earlier token ends; the answer brings a new one."""
    current, new = body.current_password, body.new_password
    signed_in = await platform.change_password(actor, current=current, new=new, visitor=visitor)
    return success(_token(platform, signed_in), "Your password is changed.")


@router.post(
    "/totp/setup",
    dependencies=[may("account.self")],
    response_model=Success[TotpSetupRead],
    responses=errors(auth.TotpAlreadyOn),
)
async def set_up_totp(actor: ActorDep, session: WriteSessionDep) -> object:
    """Make a secret for your authenticator app. Codes are asked for once you confirmed one."""
    return success(await auth.set_up_totp(session, actor.user_id), "Scan this, then confirm a code.")


@router.post(
    "/totp/confirm",
    dependencies=[may("account.self")],
    response_model=Success[RecoveryCodesRead],
    responses=errors(auth.TotpAlreadyOn, auth.TotpNotSetUp, auth.TotpInvalid),
)
async def confirm_totp(body: TotpConfirm, actor: ActorDep, session: WriteSessionDep) -> object:
    """Ask for a code at each sign-in from now on. The recovery codes are shown only here."""
    codes = await auth.confirm_totp(session, actor.user_id, body.code)
    return success({"recovery_codes": codes}, "Two-step sign-in is on. Keep the recovery codes in a safe place.")


@router.post(
    "/totp/disable",
    dependencies=[may("account.self")],
    response_model=Success[TotpState],
    responses=errors(auth.InvalidCredentials, auth.TotpNotSetUp, auth.TotpInvalid, auth.TooManyAttempts),
)
async def turn_off_totp(body: TotpDisable, actor: ActorDep, visitor: VisitorDep, platform: PlatformDep) -> object:
    """Ask for codes no longer. It takes the password and a code, or a recovery code."""
    await platform.turn_off_totp(actor, password=body.password, code=body.code, visitor=visitor)
    return success({"has_totp": False}, "Two-step sign-in is off.")


def _token(platform: Platform, signed_in: auth.SignedIn) -> dict[str, object]:
    hours = platform.settings.token_hours
    claims = signed_in.account.claims
    return {
        "access_token": auth.issue(claims, key=platform.settings.signing_key, at=clock.now(), hours=hours),
        "token_type": "bearer",
        "expires_in": hours * 3600,
        "user": _user(signed_in),
    }


def _user(signed_in: auth.SignedIn) -> dict[str, object]:
    account = signed_in.account
    user = account.user
    return {
        "id": user.id,
        "email": user.email,
        "full_name": user.full_name,
        "role": account.role,
        "is_active": user.is_active,
        "has_totp": user.totp_enabled_at is not None,
        "created_at": user.created_at,
        "pharmacy": account.pharmacy,
        "pharmacies": signed_in.workplaces,
        "permissions": sorted(account.permissions),
    }
