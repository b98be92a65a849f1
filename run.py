"""Run the examples or the tests from a fresh checkout, with nothing but Python 3.11 and pip.

    python3 run.py examples
    python3 run.py tests [OPTIONS OF PYTEST]

Everything is installed into a virtual environment, by default ``.venv`` in this folder; the
variable EXEKALL_VENV names another place.
"""

import hashlib
import importlib.util
import os
import shlex
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("EXEKALL_VENV") or CHECKOUT / ".venv").absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

EXAMPLES = (
    ("examples/stages.py", "--allow", "*Conf", "--goal", "*Stage2"),
    ("examples/model_selection",),
)


def main(arguments):
    """Do what the user asks for and return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - what is not installed yet may be started so
        return refuse("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    if arguments[:1] == ["examples"] and len(arguments) == 1:
        install()
        return max(run(BIN / "exekall", "run", *words) for words in EXAMPLES)
    if arguments[:1] == ["tests"]:
        install()
        return run(PYTHON, "-m", "pytest", "-n", "auto", *arguments[1:])
    return refuse((__doc__ or "").strip())


def install():
    """Install the checkout, in place, with what the examples and tests need."""
    wanted = fingerprint()
    stamp = VENV / "installed"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print(f"Installing into {VENV}", file=sys.stderr)
    # The pip of this interpreter serves best: Debian's venv makes no other without a package.
    pip = importlib.util.find_spec("pip") is not None
    venv.create(VENV, clear=VENV.exists(), with_pip=not pip)
    command = [sys.executable, "-m", "pip", "--python"] if pip else [PYTHON, "-m", "pip"]
    target = [PYTHON] if pip else []
    options = ["--quiet", "--disable-pip-version-check", "--editable", f"{CHECKOUT}[test]"]
    subprocess.run([*command, *target, "install", *options], check=True)
    stamp.write_text(wanted)


def fingerprint():
    """Return a text that changes when something else has to be installed."""
    digest = hashlib.sha256((CHECKOUT / "pyproject.toml").read_bytes()).hexdigest()
    return f"{sys.version}\n{CHECKOUT}\n{digest}\n"


def run(*command):
    """Run *command* in the checkout, after showing it, and return its exit code."""
    words = [str(word) for word in command]
    shown = [os.path.relpath(words[0], CHECKOUT), *words[1:]]
    print("$", shlex.join(shown), file=sys.stderr, flush=True)
    return subprocess.run(words, cwd=CHECKOUT, check=False).returncode


def refuse(message):
    """Print *message* and return the exit code for wrong usage."""
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
