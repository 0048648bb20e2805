from fastapi import APIRouter

router = APIRouter(prefix="/catalogue", tags=["catalogue"])
