"""What every room stands on: checks of arguments, work arrays, the chapters' names."""
