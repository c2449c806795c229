"""docker-compose.yml as the Compose specification reads it, as far as this project uses it."""

import re
from pathlib import Path

import srsly

PROJECT = Path(__file__).resolve().parent.parent.parent

DURATION = re.compile(r"(\d+(h|m|s|ms|us))+")
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
#: key -> types that the specification allows for it; only keys that we know well are let through.
SERVICE = {
    "build": (str, dict),
    "cap_drop": (list,),
    "command": (str, list),
    "depends_on": (dict,),
    "environment": (dict,),
    "healthcheck": (dict,),
    "image": (str,),
    "init": (bool,),
    "ports": (list,),
    "read_only": (bool,),
    "restart": (str,),
    "security_opt": (list,),
    "shm_size": (str, int),
    "stop_grace_period": (str,),
    "tmpfs": (str, list),
    "volumes": (list,),
}
HEALTHCHECK = {"test", "interval", "timeout", "retries", "start_period"}


class MissingVariable(Exception):
    """A variable that must be set is not; Compose says so and stops."""


def load(environment: dict[str, str]) -> dict:
    """Parse the file and put the variables in, as ``docker compose config`` does."""
    return _interpolate(srsly.yaml_loads((PROJECT / "docker-compose.yml").read_text()), environment)


def _interpolate(value, environment: dict[str, str]):
    if isinstance(value, dict):
        return {key: _interpolate(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [_interpolate(item, environment) for item in value]
    return _fill(value, environment) if isinstance(value, str) else value


def _fill(text: str, environment: dict[str, str]) -> str:
    def filled(match: re.Match) -> str:
        name, operator, rest = match.groups()
        given = environment.get(name)
        if operator == ":?" and not given:
            raise MissingVariable(f"{name}: {rest}")
        return given or (rest if operator == ":-" else "")

    return re.sub(r"\$\{(\w+)(:[-?])?([^}]*)\}", filled, text)


def variables() -> set[str]:
    return set(re.findall(r"\$\{(\w+)", (PROJECT / "docker-compose.yml").read_text()))


def example() -> dict[str, str]:
    """The variables of .env.example, empty ones too."""
    lines = (PROJECT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def faults(document: dict) -> list[str]:
    """What the specification would object to."""
    found = [f"unknown top-level key {key}" for key in document if key not in _TOP and not key.startswith("x-")]
    services = document["services"]
    for name, service in services.items():
        for key, value in service.items():
            if key not in SERVICE or not isinstance(value, SERVICE[key]):
                found.append(f"{name}.{key}: unknown key or wrong type")
        found += [f"{name}: {fault}" for fault in _service_faults(service, services, document.get("volumes") or {})]
    return found


_TOP = {"name", "services", "volumes"}


def _service_faults(service: dict, services: dict, volumes: dict) -> list[str]:
    found = []
    if not service.get("image") and not service.get("build"):
        found.append("neither image nor build")
    if not re.fullmatch(r"no|always|unless-stopped|on-failure(:\d+)?", service.get("restart", "no")):
        found.append("restart")
    for other, how in service.get("depends_on", {}).items():
        if other not in services or how.get("condition") not in CONDITIONS or set(how) - {"condition", "required"}:
            found.append(f"depends_on {other}")
        if how.get("condition") == "service_healthy" and "healthcheck" not in services.get(other, {}):
            found.append(f"waits for the health of {other}, which has no check")
    for value in service.get("environment", {}).values():
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            found.append(f"environment value {value!r}")
    for port in service.get("ports", []):
        if not re.fullmatch(r"([\d.]+:)?\d+:\d+(/tcp|/udp)?", port):
            found.append(f"port {port}")
    for volume in service.get("volumes", []):
        source, target = volume.split(":")[:2]
        if not target.startswith("/") or (source[0] not in "./" and source not in volumes):
            found.append(f"volume {volume}")
    if isinstance(service.get("command"), list) and not all(isinstance(word, str) for word in service["command"]):
        found.append("command")
    return found + _health_faults(service.get("healthcheck")) + _durations(service)


def _health_faults(check: dict | None) -> list[str]:
    if check is None:
        return []
    found = [f"healthcheck.{key}" for key in set(check) - HEALTHCHECK]
    if check["test"][0] not in {"CMD", "CMD-SHELL", "NONE"}:
        found.append("healthcheck.test")
    if not isinstance(check.get("retries", 1), int):
        found.append("healthcheck.retries")
    return found


def _durations(service: dict) -> list[str]:
    check = service.get("healthcheck", {})
    given = [check.get(key) for key in ("interval", "timeout", "start_period")] + [service.get("stop_grace_period")]
    return [f"duration {value}" for value in given if value is not None and not DURATION.fullmatch(str(value))]
