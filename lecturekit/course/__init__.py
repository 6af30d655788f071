"""The course as a whole: its equations, its map, its files, its environment."""

from lecturekit.course.environment import check_environment
from lecturekit.course.equations import EQUATIONS
from lecturekit.course.files import course_dir

__all__ = ["EQUATIONS", "check_environment", "course_dir"]
