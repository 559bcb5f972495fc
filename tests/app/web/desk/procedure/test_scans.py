"""Scans on the page of steps: attached, downloaded, refused in place, removed."""

import re

from fastapi.testclient import TestClient
from httpx2 import Response

PDF = b"%PDF-1.7\nquet\n%%EOF\n"
STEP = {"step": "structure-plan"}


def _post(visitor: TestClient, council: str, content: bytes, name: str = "12-QĐ.pdf") -> Response:
    return visitor.post(f"/scans/of/{council}", data=STEP, files={"file": (name, content)})


def test_a_scan_is_attached_downloaded_and_removed(visitor: TestClient) -> None:
    council = visitor.get("/v1/councils").json()["items"][0]["id"]
    shown = _post(visitor, council, PDF)
    assert shown.status_code == 200
    scan_id = re.search(r'href="/scans/(sca_\w+)" download>12-QĐ.pdf', shown.text)
    assert scan_id is not None
    file = visitor.get(f"/scans/{scan_id[1]}")
    assert file.content == PDF
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "12-QĐ.pdf" not in visitor.post(f"/scans/{scan_id[1]}/remove").text
    assert visitor.get(f"/scans/{scan_id[1]}").status_code == 410


def test_a_bad_scan_is_told_at_its_step_and_not_kept(visitor: TestClient) -> None:
    council = visitor.get("/v1/councils").json()["items"][0]["id"]
    refused = _post(visitor, council, b"MZ", "virus.pdf")
    assert refused.status_code == 422
    told = re.search(r'id="scan-structure-plan-wrong">(.*?)</div>', refused.text, re.DOTALL)
    assert told is not None
    assert "không phải bản quét" in told[1]
    assert "Chưa lưu tệp nào" in told[1]
    assert refused.text.count("không phải bản quét") == 1
    assert "virus.pdf" not in visitor.get(f"/councils/{council}/gates").text
