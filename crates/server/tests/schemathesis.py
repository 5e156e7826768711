"""Runs schemathesis against the HTTP API of a server of its own: as the operator, with an API key,
and as a stranger. Called by `./x api-test`.

    schemathesis.py SCHEMATHESIS COOEE

Ends with 1 if anything was found.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

# Seconds for each run, without the start of the program.
TIME = 12
SEED = "1"
PASSWORD = "correct horse battery"


def main(schemathesis, cooee):
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [cooee, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder, "--log", "warn"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            ends = [run(schemathesis, folder, *who) for who in callers(*begin(server))]
            if server.poll() is not None:
                sys.exit("the server ended")
        finally:
            server.terminate()
            server.wait()
    sys.exit(1 if any(ends) else 0)


def begin(server):
    """The URL and the set-up code."""
    first, second = server.stdout.readline(), server.stdout.readline()
    return first.split()[2].rstrip(","), second.split("#setup=")[1].strip()


def callers(url, code):
    """Who calls: a name, the URL, headers, the app, and operations that would end the run."""
    answer, session = ask(url, "/setup", {"setup_code": code, "password": PASSWORD}, {})
    cookie = answer.headers["set-cookie"].split(";")[0]
    headers = {"Cookie": cookie, "X-CSRF-Token": session["csrf_token"]}
    app = ask(url, "/apps", {"name": "tested"}, headers)[1]["app_id"]
    key = ask(url, f"/apps/{app}/keys", {"name": "tested"}, headers)[1]["api_key"]
    yield "operator", url, headers, app, ["sign_out", "remove_app", "remove_key"]
    yield "api key", url, {"Authorization": f"Bearer {key}"}, app, []
    yield "stranger", url, {}, app, []
    # What was left out above, on other apps: each call may find one.
    yield "operator, removing", url, headers, None, ["sign_out"]


def ask(url, path, body, headers):
    headers = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(f"{url}/api/v1{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return answer, json.load(answer)


def run(schemathesis, folder, name, url, headers, app, left_out):
    print(f"== schemathesis: {name}", file=sys.stderr, flush=True)
    config = pathlib.Path(folder, "schemathesis.toml")
    config.write_text(f"[parameters]\napp_id = {app}\n" if app else "")
    command = [schemathesis, "--config-file", config, "run", f"{url}/api/v1/openapi.json"]
    command += ["--seed", SEED, "--max-time", str(TIME), "--max-examples", "30", "--no-color"]
    command += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none"]
    command += ["--warnings", "off", "--continue-on-failure"]
    # It goes on for as long as somebody listens.
    command += ["--exclude-operation-id", "watch_live"]
    # No documented answer is a server error that somebody could cause.
    command += ["--checks", "not_a_server_error,status_code_conformance,"
                "content_type_conformance,response_schema_conformance,allow_header_conformance"]
    for header, value in headers.items():
        command += ["-H", f"{header}: {value}"]
    for operation in left_out:
        command += ["--exclude-operation-id", operation]
    if app is None:
        command += ["--include-operation-id", "remove_app", "--include-operation-id", "remove_key"]
    return subprocess.run(command, cwd=folder).returncode


if __name__ == "__main__":
    main(*sys.argv[1:])
