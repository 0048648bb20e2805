from fastapi import APIRouter

router = APIRouter(prefix="/expiry", tags=["expiry"])
