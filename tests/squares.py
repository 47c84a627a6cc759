"""Pure functions of an importable module, for other processes to compute."""

import os
import time


def square(number):
    return b"%d" % (number * number)


def square_slowly(number):
    time.sleep(0.002)
    return square(number)


def who(_number):
    time.sleep(0.002)
    return b"%d" % os.getpid()


def die_elsewhere(number, *, parent):
    if os.getpid() != parent:
        os._exit(9)
    return square_slowly(number)


def refuse_seven(number):
    if number == 7:
        raise ValueError("seven")
    return square(number)
