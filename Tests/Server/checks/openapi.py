"""schemathesis asks what /openapi.json allows, and much that it does not; every answer has to fit the document."""

import pathlib
import subprocess
import sys

QUICK = True
REQUIREMENTS = ["schemathesis==4.32.5"]
COMMANDS = []

# A document cannot say that a shape's product is the number of values, nor which file is a right one: a body that fits
# the document may still be refused, with one of these. Everything else is as all checks have it.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 406, 413, 415, 422, 429]
"""


def schemathesis(context, server, examples, *flags):
    configuration = context.folder / "schemathesis.toml"
    configuration.write_text(CONFIGURATION)
    done = subprocess.run(
        [
            pathlib.Path(sys.executable).parent / "schemathesis",
            "--config-file",
            configuration,
            "run",
            f"{server.url}/openapi.json",
            "--checks",
            "all",
            "--max-examples",
            str(examples),
            "--seed",
            "7",
            "--request-timeout",
            "20",
            "--continue-on-failure",
            "--no-color",
            *flags,
        ],
        capture_output=True,
        text=True,
        cwd=context.folder,
    )
    if done.returncode:
        raise AssertionError(f"schemathesis, exit {done.returncode}:\n{done.stdout[-12000:]}\n{done.stderr[-2000:]}")
    summary = [
        line.strip()
        for line in done.stdout.splitlines()
        if "passed" in line or "cases" in line or "operations" in line.lower()
    ]
    print("  " + "; ".join(summary[-4:]), flush=True)


def check(context):
    examples = 10 if context.quick else 400
    with context.everything() as server:
        document = server.request("GET", "/openapi.json").json()
        assert document["openapi"].startswith("3.1"), document["openapi"]
        paths = set(document["paths"])
        for path in ("/v2", "/v2/health/live", "/v2/health/ready", "/v2/repository/index", "/predict", "/metrics"):
            assert path in paths, (path, sorted(paths))
        assert any(path.endswith("/infer") for path in paths), sorted(paths)
        schemathesis(context, server, examples)
        server.assert_alive("schemathesis")
        # What it asked is in the log, and nothing there is of a fault inside.
        assert "Fatal" not in server.log() and '"status":500' not in server.log().replace(" ", ""), server.log()[-2000:]
    # With a token every guarded operation refuses who has none.
    token = context.folder / "token"
    token.write_text("a-token-for-schemathesis\n")
    token.chmod(0o600)
    with context.serve(f"vectors={context.vectors.path}", flags=["--token-file", token]) as server:
        schemathesis(
            context, server, 5 if context.quick else 50, "--header", "Authorization: Bearer a-token-for-schemathesis"
        )
        server.assert_alive("schemathesis with a token")
