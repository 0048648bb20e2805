from fastapi import APIRouter

router = APIRouter(prefix="/recalls", tags=["recalls"])
