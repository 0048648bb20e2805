from fastapi import APIRouter

router = APIRouter(prefix="/data-doctor", tags=["data-doctor"])
