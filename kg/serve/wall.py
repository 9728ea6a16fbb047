"""Keeps a worker from the network, for Oxigraph cannot be told not to follow SERVICE."""

from __future__ import annotations

import ctypes
import platform
import socket
import struct
from typing import Final

# Of seccomp(2), and the numbers of socket(2) from the kernel's tables: <linux/audit.h>, <asm/unistd.h>.
_NO_NEW_PRIVILEGES: Final = 38
_SET_SECCOMP: Final = 22
_FILTER_MODE: Final = 2
_SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL, _PERMISSION_DENIED = 0x7FFF0000, 0x80000000, 0x0005000D


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]  # ctypes wants it so


def shut() -> bool:
    """Make it impossible for this process to open a socket, by a system call filter (Linux's seccomp).

    Returns
    -------
    bool
        Whether that took effect, found by trying.
    """
    machine = _SOCKET.get(platform.machine())
    if platform.system() == "Linux" and machine:
        architecture, call = machine
        program = b"".join(
            struct.pack("HBBI", *instruction)
            for instruction in (
                (_LOAD, 0, 0, 4),  # the architecture: another one numbers its calls otherwise
                (_JUMP_IF_EQUAL, 1, 0, architecture),
                (_RETURN, 0, 0, _KILL),
                (_LOAD, 0, 0, 0),  # the call
                (_JUMP_IF_EQUAL, 0, 1, call),
                (_RETURN, 0, 0, _PERMISSION_DENIED),
                (_RETURN, 0, 0, _ALLOW),
            )
        )
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(_Program(len(program) // 8, program)), 0, 0)
    try:
        socket.socket().close()
    except PermissionError:
        return True
    return False
