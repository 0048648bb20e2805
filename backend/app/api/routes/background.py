from fastapi import APIRouter

router = APIRouter(prefix="/admin/jobs", tags=["jobs"])
