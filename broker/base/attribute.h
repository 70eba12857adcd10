#ifndef BROKER_BASE_ATTRIBUTE_H
#define BROKER_BASE_ATTRIBUTE_H

/* Compiler attributes under short names; gcc and clang both know them. */

#define MUST_CHECK            __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define NO_RETURN             __attribute__((noreturn))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
