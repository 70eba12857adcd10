#ifndef BROKER_PROGRAM_BUS_ERROR_H
#define BROKER_PROGRAM_BUS_ERROR_H

/*
 * The stores are read where they are mapped into memory.  Where their file was cut off, or
 * its disk cannot read a page, no call fails: the kernel sends SIGBUS.  From here on that
 * ends the program with a line that says so, and with the status given.
 *
 * Threads: once, before the first of them.
 */
void bus_error_ends_with(int exit_status);

#endif
