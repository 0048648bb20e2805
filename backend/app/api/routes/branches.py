from fastapi import APIRouter

router = APIRouter(prefix="/branches", tags=["branches"])
