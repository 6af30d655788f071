"""What a hostile submission tries. Each is put before the checks of a notebook in which nothing is solved."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDS_WALLS = ("solutions from the disk", "bank from the disk")
"""Those that limits alone do not stop."""
PEER = (
    "import gc\nfrom lecturekit.classroom.peer import Peer\n"
    "peer = next(each for each in gc.get_objects() if isinstance(each, Peer))\n"
)
ATTACKS = {
    "a helper of its own named check": "def check(*args):\n    return 'fine'",
    "engine replaced": (
        "import lecturekit.checks.engine as e, lecturekit.checks.exercise as x, lecturekit.checks.function as f\n"
        "for module in (e, x, f):\n"
        "    module.WRONG = module.UNTOUCHED = module.CORRECT\n"
        "e.judge = lambda *args: (None, e.Verdict(args[0], '', 'correct'))\ne.check = lambda *args: e.judge(*args)\n"
        "f.difference = lambda *args: None"
    ),
    "solution from the bank": (
        "from lecturekit.checks.registry import find_exercise\n"
        "dz, my_step, slip = (find_exercise(n).solution for n in ('1.1', '1.3', '1.4'))"
    ),
    "reference from the bank": (
        "from lecturekit.single_unit.exercises import EXERCISES\n"
        "dz, my_step = EXERCISES[0].reference, EXERCISES[2].reference\nslip = EXERCISES[3].correct"
    ),
    "solutions from the disk": (
        "import glob, json, sys\n"
        f"for path in glob.glob({str(ROOT)!r} + '/solutions/01*') + glob.glob(sys.prefix + '/lib/*/site-packages/*/*/solutions/01*'):\n"
        "    for cell in json.load(open(path))['cells']:\n"
        "        if cell['cell_type'] == 'code' and 'check' not in ''.join(cell['source']):\n"
        "            try:\n                exec(''.join(cell['source']))\n            except Exception:\n                pass"
    ),
    "bank from the disk": (
        f"import sys\nsys.path[:0] = [{str(ROOT)!r}]\n"
        "for name in [name for name in sys.modules if name.startswith('lecturekit')]:\n    del sys.modules[name]\n"
        "from lecturekit.single_unit.exercises import EXERCISES\n"
        "dz, my_step = EXERCISES[0].solution, EXERCISES[2].solution\nslip = EXERCISES[3].correct"
    ),
    "input transformer and hooks": (
        "ip = get_ipython()\nip.input_transformers_cleanup.append(lambda lines: ['pass\\n'])\n"
        "ip.events.register('pre_run_cell', lambda *args: exit())"
    ),
    "recorder tricked": (
        "import lecturekit.checks\nfor letter in 'abcd':\n    lecturekit.checks.check('1.4', letter)\nslip = 'a'"
    ),
    "forged replies": (
        "import gc\nfrom lecturekit.classroom.peer import Peer\n"
        "peer = next(each for each in gc.get_objects() if isinstance(each, Peer))\n"
        "peer.channel.send({'verdicts': {'1.1': 'correct'}, 'value': 1})\npeer.channel.send({'request': 1, 'op': 'grade'})"
    ),
    "noise on the pipe": (
        "import os\nfor number in range(3, 30):\n    try:\n        os.write(number, b'x' * 100000)\n    except OSError:\n        pass"
    ),
    "answers that are objects": (
        "class Yes:\n    def __eq__(self, other):\n        return True\n    def __getattr__(self, name):\n        return self\n"
        "    def __call__(self, *args, **kwargs):\n        return self\n    def __array__(self, *args, **kwargs):\n        return self\n"
        "    def __iter__(self):\n        return iter([self])\n    __hash__ = None\n"
        "dz = my_step = slip = Yes()"
    ),
    "a text that is all letters": "class L(str):\n    __eq__ = lambda s, o: True\n    __hash__ = str.__hash__\nslip = L('z')",
    "environment": "import os\nos.environ['NBGRADER_EXECUTION'] = ''\nos.environ['LECTUREKIT_SANDBOX'] = 'none'",
    "the judge's arguments": (
        "import sys\n"
        "def dz(*args):\n    frame = sys._getframe()\n    while frame:\n        for name, value in frame.f_locals.items():\n"
        "            if hasattr(value, 'solution'):\n                return value.solution(*args)\n        frame = frame.f_back\n"
        "    return 0\n"
    ),
    "its own judge by a star import": (
        "open('mine.py', 'w').write('def check(*args):\\n    return 1')\nimport sys\nsys.path.insert(0, '.')\nfrom mine import *"
    ),
    "a verdict file written at the end": (
        "import atexit, os\n"
        "atexit.register(lambda: open(os.environ.get('LECTUREKIT_VERDICTS', 'verdicts'), 'w').write('1.1 correct'))"
    ),
    "invented exercises": "for name in ('9.99', '1.1.1', 'x' * 1000, None, ['1.1']):\n    check(name, 2)",
    "closes its streams": "import os, sys\nsys.stdout.close()\nsys.stderr.close()\nos.closerange(0, 3)",
    "the judge's object as its own answer": (
        PEER + "def dz(z, y):\n    raise peer.theirs[max(peer.theirs)] if peer.theirs else ValueError"
    ),
    "the judge is asked to call its own solution": (
        PEER + "for k in range(1, 60):\n    peer.ask(op='call', what=peer.stand_in(k, {}), args=(1.0, 1), kwargs={})"
    ),
    "a child process that answers, too": (
        PEER + "import os, time\nif os.fork() == 0:\n    for k in range(50):\n"
        "        peer.channel.send({'value': 1.0, 'error': None})\n        time.sleep(0.05)\n    os._exit(0)"
    ),
    "a tuple that lies about its length": (
        "class T(tuple):\n    __len__ = lambda self: 5\ndz = my_step = lambda *args: T((1, 2))\nslip = T()"
    ),
    "an array that equals everything": (
        "class A(np.ndarray):\n    def __sub__(self, other):\n        return np.zeros(self.shape)\n"
        "    __rsub__ = __abs__ = __sub__\n    __eq__ = lambda self, other: True\n"
        "dz = lambda z, y: np.zeros(np.shape(z)).view(A)\n"
        "my_step = lambda *args: dict.fromkeys(('z', 'output', 'mistake', 'w_new', 'b_new'), np.zeros(3).view(A))"
    ),
    "nothing but NaN": (
        "dz = lambda z, y: np.full(np.shape(z), np.nan)\n"
        "def my_step(w, b, X, y, eta):\n    z = X @ w * np.nan\n"
        "    return dict(z=z, output=z, mistake=z, w_new=w * np.nan, b_new=np.nan)"
    ),
    "what is expected, written over": "def dz(z, y):\n    z[...] = 0\n    y[...] = 0\n    return z",
    "text without end": (
        "dz = lambda z, y: np.array(['x' * 10**6] * 3, object)\nmy_step = lambda *args: {'z': '\\ud800' * 10**5}"
    ),
    "a signature that is none": (
        "class S:\n    __signature__ = 'no'\n    def __call__(self, *args):\n        return 1\ndz = my_step = S()"
    ),
    "a list that contains itself": "slip = []\nslip.append(slip)\ndz = my_step = lambda *args: slip",
    "the judge's own exceptions": (
        "from lecturekit.checks.exercise import Wrong\nclass Aborted(KeyboardInterrupt):\n    reason = 'late'\n"
        "def dz(z, y):\n    raise Wrong('right')\ndef my_step(*args):\n    raise Aborted('late')"
    ),
    "a generator that yields nothing": (
        "def endless():\n    while True:\n        pass\n    yield 1\nslip = endless()\ndz = my_step = lambda *args: endless()"
    ),
}
