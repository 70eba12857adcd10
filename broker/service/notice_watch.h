#ifndef BROKER_SERVICE_NOTICE_WATCH_H
#define BROKER_SERVICE_NOTICE_WATCH_H

#include "service/reading.h"
#include "service/service.h"
#include "slabroker/v1/notice_service.pb-c.h"

/*
 * Those who watch notices.  One thread follows the log: where it grew by entries that
 * concern notices, and only then, those who may see them are looked after.
 *
 * Threads: open and close by one thread; the method is rpc/'s.
 */

struct notice_watch;

/* service outlives it.  NULL: no memory, or no thread. */
struct notice_watch *notice_watch_open(const struct service *service);
/* Ends every watch with ERR_STOPPING; a new one is refused.  NULL is fine. */
void notice_watch_stop(struct notice_watch *watch);
/* After the server was closed. */
void notice_watch_close(struct notice_watch *watch);

/* Watches that are open now.  Any thread. */
size_t notice_watch_count(const struct notice_watch *watch);

/* NoticeService/Watch; its context is a struct notice_watch. */
struct method_table notice_watch_methods(void);

/* The outcome read last: notices of one outcome are read together.  Zeroed at first. */
struct read_outcome {
	uint64_t log_index;
	const SlbStatement *statement;
};

/* notice_service.c: a notice of a contract as readers see it.  ERR_NOT_FOUND. */
enum err notice_message(struct reading *reading, const struct read_contract *contract,
			uint64_t number, struct read_outcome *last,
			SlbLoggedNotice **out) MUST_CHECK;

#endif
