from fastapi import APIRouter

router = APIRouter(prefix="/admin/audit", tags=["audit"])
