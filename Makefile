# slabroker: one Makefile, no recursion.  `make help` lists the targets.
#
# Every object is built in a flavour: build/FLAVOUR/path/to/file.o.  A folder's unit tests
# are one program that is linked with that folder and with what it may include (house
# rule: `make check-layers`), and with nothing else.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

PREFIX  ?= /usr/local
DESTDIR ?=
PYTHON  ?= /usr/bin/python3
GCC     ?= gcc
CLANG   ?= clang

# ---- who may use whom: folder, then the folders it includes directly ----------------
broker_folders := base crypto calendar document envelope merkle \
	report kpi contract notice policy
uses_base     :=
uses_crypto   := base
uses_calendar := base
uses_document := base gen
uses_envelope := base crypto gen
uses_merkle   := base crypto
uses_report   := base calendar gen
uses_kpi      := $(uses_report) report
uses_contract := $(uses_kpi) kpi
uses_notice   := $(uses_contract) contract
uses_policy   := $(uses_notice) notice
law_folders   := report kpi contract notice policy calendar

libs_base     := -lgmp
libs_crypto   := -lsodium -lcrypto
libs_document := -lyaml -ljansson
libs_gen      := -lprotobuf-c

# ---- flags ---------------------------------------------------------------------------
WARN := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wpointer-arith -Wformat=2 -Wundef \
	-Wcast-qual -Wswitch-enum -fno-common -Werror
WARN_OWN := -Wconversion -Wsign-conversion
CPPFLAGS_OWN := -Ibroker -Iclients -Ibuild/gen -D_POSIX_C_SOURCE=200809L -MMD -MP
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -fcf-protection
LINK_HARDEN := -pie -Wl,-z,relro,-z,now

flavours := gcc clang asan cov
cc_gcc   := $(GCC)
cc_clang := $(CLANG)
cc_asan  := $(CLANG)
cc_cov   := $(GCC)
opt_gcc   := -O2 -g $(HARDEN)
opt_clang := -O2 -g $(HARDEN)
opt_asan  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
opt_cov   := -O0 -g --coverage -fprofile-abs-path
ld_gcc   := $(LINK_HARDEN)
ld_clang := $(LINK_HARDEN)
ld_asan  := -fsanitize=address,undefined
ld_cov   := --coverage

# ---- sources -------------------------------------------------------------------------
proto_src := $(wildcard proto/slabroker/v1/*.proto)
gen_src   := $(proto_src:proto/%.proto=build/gen/%.pb-c.c)
gen_hdr   := $(gen_src:.c=.h)
src_of     = $(wildcard broker/$(1)/*.c)
objects_of = $(if $(filter gen,$(2)),$(gen_src:build/gen/%.c=build/$(1)/gen/%.o),\
	$(patsubst %.c,build/$(1)/%.o,$(call src_of,$(2))))
# A folder's rights include the rights of what it names.
closure = $(sort $(1) $(foreach f,$(uses_$(1)),$(if $(filter gen,$(f)),gen,$(call closure,$(f)))))
libs_for = $(sort $(foreach f,$(1),$(libs_$(f))))

import_src := $(wildcard clients/import/*.c)
sla_src    := $(wildcard clients/sla/*.c)
support_src := $(wildcard tests/support/*.c)
fuzz_src   := $(wildcard tests/fuzz/fuzz_*.c)
law_lib_folders := $(broker_folders) gen

# ---- generated protobuf-c: package slabroker.v1 under the short C prefix Slb ---------
build/gen/%.pb-c.c build/gen/%.pb-c.h: proto/%.proto $(proto_src)
	@mkdir -p build/gen
	$(Q)protoc -Iproto --c_out=build/gen $<
	$(Q)sed -i 's/Slabroker__V1__/Slb/g;s/slabroker__v1__/slb_/g;s/SLABROKER__V1__/SLB_/g' \
		build/gen/$*.pb-c.c build/gen/$*.pb-c.h

# ---- objects, per flavour ------------------------------------------------------------
define flavour_rules
build/$(1)/gen/%.o: build/gen/%.c
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) -std=c11 $$(CPPFLAGS_OWN) $$(opt_$(1)) $$(CFLAGS) -c -o $$@ $$<
$(foreach f,$(law_folders),$(eval build/$(1)/broker/$(f)/%.o: LAW := -mgeneral-regs-only))
build/$(1)/broker/%.o: broker/%.c | $$(gen_hdr)
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(CPPFLAGS_OWN) $$(WARN) $$(WARN_OWN) $$(opt_$(1)) $$(LAW) $$(CFLAGS) -c -o $$@ $$<
build/$(1)/clients/%.o: clients/%.c | $$(gen_hdr)
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(CPPFLAGS_OWN) $$(cpp_clients) $$(WARN) $$(WARN_OWN) $$(opt_$(1)) $$(CFLAGS) -c -o $$@ $$<
build/$(1)/tests/%.o: tests/%.c | $$(gen_hdr)
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(CPPFLAGS_OWN) -Itests $$(WARN) $$(opt_$(1)) $$(CFLAGS) -c -o $$@ $$<

# One program of unit tests a folder: itself, what it may use, and the test helpers
# in its own test folder.
$(foreach f,$(broker_folders),$(call unit_rule,$(1),$(f),$(call closure,$(f))))
endef

define unit_rule
build/$(1)/unit/$(2): $(patsubst %.c,build/$(1)/%.o,$(wildcard tests/unit/$(2)/*.c)) \
		$(foreach g,$(3),$(call objects_of,$(1),$(g)))
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(opt_$(1)) $$(LDFLAGS) $(ld_$(1)) -o $$@ $$^ -lcriterion $(call libs_for,$(3))
build/$(1)/unit/$(2).run: build/$(1)/unit/$(2)
	$$(Q)$$< --always-succeed=no
endef

$(foreach flavour,$(flavours),$(eval $(call flavour_rules,$(flavour))))

.PHONY: all clean
all: $(foreach f,$(law_lib_folders),$(call objects_of,gcc,$(f)))

# `make unit-kpi`: one folder's tests, with gcc.
unit-%: build/gcc/unit/%
	$<

clean:
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
