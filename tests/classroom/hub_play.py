"""A day at a real hub, played by root in a room of its own: the instructor anna, and the students ben, cara, dora, eve.

Their commands are those of the page for instructors; each runs in the user's own server, in a kernel that JupyterLab
would use. What happened is printed as JSON.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
import uuid
from pathlib import Path

import nbformat
import tornado.httpclient
import tornado.websocket
from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "lecturekit" / "classroom" / "README.md"
DIR = Path("/srv/lecturekit")
HUB = "http://127.0.0.1:8000"
STEM = "01_single_unit"
TOKEN = "t" * 32


def commands(who):
    """The block of the page that this comment announces."""
    lines = re.search(rf"<!-- as {who} -->\n```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    return "".join(f"{line} || echo 'FAILED: {line}'\n" for line in lines.splitlines())


class User:
    """Somebody with a running server."""

    def __init__(self, name):
        self.name, self.http = name, tornado.httpclient.AsyncHTTPClient()

    async def ask(self, path, method="GET", body=None):
        headers = {"Authorization": f"token {TOKEN}"}
        text = None if method in ("GET", "DELETE") else json.dumps(body or {})
        reply = await self.http.fetch(
            HUB + path, method=method, body=text, headers=headers, request_timeout=60, raise_error=False
        )
        return reply.code, reply.body.decode("utf-8", "replace")

    async def start(self):
        """Start the server; wait until it answers, and start a kernel in it."""
        code, text = await self.ask(f"/hub/api/users/{self.name}/server", "POST")
        assert code in (201, 202), (code, text)
        for _ in range(120):
            code, text = await self.ask(f"/user/{self.name}/api/status")
            if code == 200:
                break
            await asyncio.sleep(0.5)
        code, text = await self.ask(f"/user/{self.name}/api/kernels", "POST", {"name": "python3"})
        assert code == 201, (code, text)
        kernel = json.loads(text)["id"]
        address = f"{HUB.replace('http', 'ws')}/user/{self.name}/api/kernels/{kernel}/channels"
        request = tornado.httpclient.HTTPRequest(address, headers={"Authorization": f"token {TOKEN}"})
        self.socket = await tornado.websocket.websocket_connect(request)

    async def run(self, shell):
        """Run shell commands in the user's home, by the user's kernel; return what they print, and their status."""
        code = (
            "import subprocess, os\n"
            f"done = subprocess.run(['bash', '-c', {shell!r}], cwd=os.path.expanduser('~'), stdin=subprocess.DEVNULL, "
            "stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)\n"
            "print(done.stdout)\nprint('STATUS', done.returncode)"
        )
        message_id = uuid.uuid4().hex
        header = {
            "msg_id": message_id,
            "msg_type": "execute_request",
            "session": "s",
            "username": self.name,
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
            "buffers": [],
        }
        await self.socket.write_message(json.dumps(message))
        printed = ""
        while True:
            got = json.loads(await asyncio.wait_for(self.socket.read_message(), 300))
            if got["parent_header"].get("msg_id") != message_id:
                continue
            printed += got["content"].get("text", "") if got["msg_type"] == "stream" else ""
            if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
                break
        text, _, status = printed.rpartition("STATUS ")
        print(f"--- {self.name}: {status.strip()}\n{text}", file=sys.stderr)
        return text, int(status)


def solve(path, count):
    """Answer the first questions of a notebook (None: all) as the solutions do."""
    notebook = nbformat.read(path, as_version=4)
    solved = nbformat.read(ROOT / "solutions" / f"{STEM}.ipynb", as_version=4)
    right = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in solved.cells}
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell in answers[:count]:
        cell.source = right[cell.metadata.nbgrader.grade_id]
    owner = path.stat()
    nbformat.write(notebook, path)
    os.chown(path, owner.st_uid, owner.st_gid)


async def play():
    told = {}
    names = ["anna", "ben", "cara", "dora", "eve"]
    anna, *students = people = [User(name) for name in names]
    for person in people:
        await person.start()
    told["grader's pages"] = {
        each.name: (await each.ask(f"/user/{each.name}/formgrader/api/assignments"))[0] for each in (anna, students[0])
    }
    told["released"] = await anna.run(commands("anna"))
    for number, each in enumerate(students):
        told[f"fetched by {each.name}"] = await each.run(commands("students"))
        solve(Path("/home") / each.name / STEM / f"{STEM}.ipynb", (None, 5, 0, 0)[number])
    for each in students[:3]:
        told[f"handed in by {each.name}"] = await each.run(commands("students, later"))
    # eve forges: a link to the solutions, a submission of dora's, a name that is none; and looks around
    inbound = DIR / "exchange" / "lecturekit" / "inbound"
    told["eve"] = await students[3].run(
        f"mkdir '{inbound}/eve+{STEM}+2030-01-01 00:00:00 UTC'; cd '{inbound}/eve+{STEM}+2030-01-01 00:00:00 UTC'; ln -s {DIR}/course/source/{STEM}/{STEM}.ipynb .\n"
        f"echo 2030-01-01 00:00:00 UTC > timestamp.txt; chmod -R a+rX .\n"
        f"mkdir '{inbound}/ben+{STEM}+2030-01-02 00:00:00 UTC'; echo '{{}}' > '{inbound}/ben+{STEM}+2030-01-02 00:00:00 UTC/{STEM}.ipynb'\n"
        f"mkdir '{inbound}/x+{STEM}+never'\n"
        f"cat {DIR}/course/gradebook.db {DIR}/private/* {DIR}/course/source/{STEM}/{STEM}.ipynb ~ben/{STEM}/{STEM}.ipynb || true\n"
        f"ls {inbound} || true"
    )
    told["graded"] = await anna.run(commands("anna, later"))
    for each in students[:2]:
        told[f"feedback of {each.name}"] = await each.run(commands("students, in the end"))
        found = sorted(Path("/home", each.name, STEM, "feedback").rglob("*.html"))
        told[f"pages of {each.name}"] = [len(path.read_text(encoding="utf-8")) for path in found]
    with Gradebook(f"sqlite:///{DIR}/course/gradebook.db") as gradebook:
        told["points"] = {each.student.id: each.score for each in gradebook.assignment_submissions(STEM)}
    export = DIR / "course" / "grades.csv"
    told["export"] = export.read_text() if export.exists() else ""
    told["memory"] = memory()
    return told


def memory():
    """Megabytes of each single-user server."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().split(b"\0")
            if b"jupyterhub.singleuser" in words:
                resident = re.search(r"VmRSS:\s+(\d+)", (path / "status").read_text())[1]
                found[path.owner()] = int(resident) / 1024
        except (OSError, TypeError):
            continue
    return found


def main():
    """Set up, start the hub, play, and tell."""
    for name in ("anna", "ben", "cara", "dora", "eve"):
        subprocess.run(["install", "-d", "-o", name, "-m", "700", f"/home/{name}"], check=True)
    ours = Path("/srv/bin/lecturekit")  # as an installation would make it
    ours.parent.mkdir()
    ours.write_text(f"#!{sys.executable}\nimport sys\nfrom lecturekit.cli import main\nsys.exit(main())\n")
    ours.chmod(0o755)
    os.environ["PATH"] = f"{ours.parent}:{os.environ['PATH']}"
    setup = commands("root")
    print(subprocess.run(["bash", "-c", setup], capture_output=True, text=True, check=True).stdout, file=sys.stderr)
    # no passwords in a test: instead of the machine's, anybody's word, and a token for the play
    own = DIR / "private" / "test_config.py"
    variables = {name: os.environ[name] for name in ("PYTHONPATH", "PATH")}
    own.write_text(
        f"exec(open({str(DIR / 'jupyterhub_config.py')!r}).read())\n"
        "c.JupyterHub.authenticator_class = 'dummy'\n"
        f"c.ConfigurableHTTPProxy.command = ['node', {os.environ['PROXY']!r}]\n"
        f"c.Spawner.environment = {variables!r}\n"
        "hook = c.Spawner.pre_spawn_hook\n"
        "def ours_too(spawner):\n"
        "    hook(spawner)\n"
        "    spawner.environment['PATH'] = '/srv/bin:' + spawner.environment['PATH']\n"
        "c.Spawner.pre_spawn_hook = ours_too\n"
        f"c.JupyterHub.services = [{{'name': 'play', 'api_token': '{TOKEN}'}}]\n"
        "c.JupyterHub.load_roles = [{'name': 'play', 'services': ['play'], 'scopes': ['admin:users', 'admin:servers', 'access:servers']},\n"
        "    {'name': 'user', 'scopes': ['self']}]\n"
        "c.Authenticator.allowed_users = {'anna', 'ben', 'cara', 'dora', 'eve'}\n"
    )
    log = Path("/srv/hub.log")
    with log.open("w") as file:
        hub = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", str(own)], stdout=file, stderr=file)
    try:
        client = tornado.httpclient.HTTPClient()
        for _ in range(120):
            try:
                client.fetch(HUB + "/hub/api/")
                break
            except (OSError, tornado.httpclient.HTTPClientError):
                time.sleep(0.5)
        print(json.dumps(asyncio.run(play())))
    except BaseException:
        print(log.read_text()[-8000:], file=sys.stderr)
        raise
    finally:
        hub.terminate()
        hub.wait()


if __name__ == "__main__":
    main()
