"""The health check of the incident's stack: FastAPI, to be served by uvicorn."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}
