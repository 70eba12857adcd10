#include "service/front.h"

#include <stdlib.h>

#include "rpc/health.h"
#include "rpc/reflection.h"
#include "service/notice_watch.h"
#include "service/service.h"
#include "slabroker/descriptors.h"

struct front {
	struct health *health;
	struct reflection *reflection;
	struct notice_watch *notices;
	struct server *server;
	size_t service_count;
	struct rpc_service services[11]; /* ours, then health and reflection */
};

static void fill_services(struct front *front, struct service *service)
{
	struct method_table (*const tables[])(void) = {
		statement_service, organization_service, contract_service,
		report_service,    verdict_service,      log_service,
		notice_service,    notice_watch_methods, evidence_export_methods,
	};
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		struct method_table table = tables[i]();

		front->services[count++] = (struct rpc_service){
			.methods = table.methods,
			.method_count = table.count,
			.context = tables[i] == notice_watch_methods
					   ? (void *)front->notices
					   : (void *)service,
		};
	}
	health_know(front->health, front->services, count);
	front->services[count++] = health_service(front->health);
	front->services[count++] = reflection_service(front->reflection);
	reflection_list(front->reflection, front->services, count);
	front->service_count = count;
}

enum err front_open(const struct front_options *options, struct front **out,
		    struct diag *diag)
{
	struct front *front = calloc(1, sizeof(*front));
	enum err err = ERR_NO_MEMORY;

	if (front == NULL)
		return err;
	front->health = health_open();
	front->reflection = reflection_open(
		(struct bytes){ slabroker_descriptors, slabroker_descriptors_bytes });
	front->notices = notice_watch_open(options->service);
	if (front->health != NULL && front->reflection != NULL &&
	    front->notices != NULL) {
		fill_services(front, options->service);
		struct server_options server = {
			.services = front->services,
			.service_count = front->service_count,
			.listeners = options->listeners,
			.listener_count = options->listener_count,
			.queue_count = options->queue_count,
			.worker_count = options->worker_count,
		};
		err = server_open(&server, &front->server, diag);
	}
	if (err == ERR_OK) {
		*out = front;
		return ERR_OK;
	}
	notice_watch_close(front->notices);
	health_close(front->health);
	reflection_close(front->reflection);
	free(front);
	return err;
}

int front_port(const struct front *front, size_t listener)
{
	return server_port(front->server, listener);
}

void front_figures(const struct front *front, struct front_figures *out)
{
	server_figures(front->server, &out->server);
	out->watcher_count = notice_watch_count(front->notices);
}

void front_set_serving(struct front *front, bool serving)
{
	health_set(front->health, serving);
}

size_t front_close(struct front *front, unsigned grace_ms)
{
	size_t cancelled;

	if (front == NULL)
		return 0;
	health_stop(front->health);
	notice_watch_stop(front->notices);
	cancelled = server_stop(front->server, grace_ms);
	server_close(front->server);
	notice_watch_close(front->notices);
	health_close(front->health);
	reflection_close(front->reflection);
	free(front);
	return cancelled;
}
