"""How submissions are collected: by the student who owns the files, and without following links.

nbgrader copies what a link points to with the instructor's rights, and takes a submission that another user has
written for a warning. A link to the course's solutions would be full marks, and a forged submission a classmate's loss.
"""

import os
import pwd
import shutil
from pathlib import Path

from nbgrader.exchange import default
from nbgrader.utils import parse_utc

from lecturekit.classroom.course_folder import find_scripts


class Collect(default.ExchangeCollect):
    """nbgrader's, with two rules more; it also finds what is handed in where every student has a folder of their own.

    ``EXCHANGE/COURSE/students/NAME/inbound/`` is such a folder: only the container of student NAME can write to it.
    """

    def init_src(self):
        """Find the submissions."""
        find_scripts()
        course = Path(self.root) / self.coursedir.course_id
        for folder in sorted(course.glob(f"students/*/inbound/*+{self.coursedir.assignment_id}+*")):
            link = course / "inbound" / folder.name
            if self._owner_by_folder(folder) == folder.name.split("+")[0] and not link.exists():
                link.symlink_to(folder)
        super().init_src()
        self.src_records = [each for each in self.src_records if each["username"]]

    def do_copy(self, src, dest, log=None):
        """Copy files and folders; links are left out."""
        super_size = self.get_size(src)
        if super_size > 1000 * self.coursedir.max_dir_size:
            raise RuntimeError(f"{src} is too large to be collected")
        shutil.copytree(os.path.realpath(src), dest, ignore=self._not_wanted)

    def _not_wanted(self, folder, names):
        links = [name for name in names if os.path.islink(os.path.join(folder, name))]
        if links:
            self.log.error("Links in %s are left out: %s", folder, ", ".join(links))
        return [*links, *shutil.ignore_patterns(*self.coursedir.ignore)(folder, names)]

    def _path_to_record(self, path):
        try:
            record = super()._path_to_record(path)
        except Exception:  # a name that is none would end the collecting for everybody
            self.log.error("%s is no submission, and is not collected", path)
            return {
                "username": "",
                "filename": os.path.basename(path),
                "timestamp": parse_utc("1970-01-01 00:00:00 UTC"),
            }
        if self.check_owner and self._owner(path) != record["username"]:
            self.log.error("%s was not written by %s, and is not collected", path, record["username"])
            record["username"] = ""
        return record

    def _owner(self, path):
        target = Path(os.path.realpath(path))
        own_folder = self._owner_by_folder(target)
        if own_folder:
            return own_folder
        if os.path.islink(path):
            return None
        try:
            return pwd.getpwuid(os.lstat(path).st_uid).pw_name
        except KeyError:
            return None

    def _owner_by_folder(self, folder):
        """The student in whose own folder this is; None where there are no such folders."""
        students = Path(os.path.realpath(self.root)) / self.coursedir.course_id / "students"
        inside = folder.relative_to(students).parts if students in folder.parents else ()
        return inside[0] if len(inside) == 3 and inside[1] == "inbound" and not folder.is_symlink() else None
