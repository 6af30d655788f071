"""What every room stands on: checks of arguments, work arrays, the chapters' names, threads."""

from lecturekit.foundation.threads import limit_threads

limit_threads()
