from fastapi import APIRouter

router = APIRouter(prefix="/batches", tags=["batches"])
