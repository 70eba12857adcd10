# slabroker: one Makefile, no recursion.  `make help` lists the targets.
#
# Every object is built in a flavour, build/FLAVOUR/path/to/file.o.  A folder's unit tests
# are one program, linked with that folder and with what it may include and with nothing
# else; the same table drives `make check-layers`.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules -Otarget $(if $(filter 0,$(MAKELEVEL)),-j$(shell nproc))
SHELL := /bin/bash
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

PREFIX  ?= /usr/local
DESTDIR ?=
PYTHON  ?= /usr/bin/python3
GCC     ?= gcc
CLANG   ?= clang
FUZZ_SECONDS ?= 20

# ---- who may use whom: folder, then the folders it includes directly -----------------
# A folder's rights include the rights of what it names.  gen is generated protobuf-c of
# slabroker.v1; gen_rpc that of google.rpc and gRPC's own services, and the descriptors.
broker_folders := base crypto calendar document envelope merkle store \
	report kpi contract notice policy state acts fold bundle rpc ledger service monitor program
client_folders := import lib sla
uses_base     :=
uses_crypto   := base
uses_calendar := base
uses_document := base gen
uses_envelope := base crypto gen
uses_merkle   := base crypto gen
uses_store    := base
uses_report   := base calendar gen
uses_kpi      := report
uses_contract := kpi
uses_notice   := contract
uses_policy   := notice
uses_state    := store crypto gen
uses_acts     := policy state merkle envelope
uses_gen_rpc  := gen
uses_rpc      := envelope document gen_rpc
uses_fold     := acts store merkle envelope
uses_bundle   := fold
uses_ledger   := fold
uses_service  := rpc ledger
uses_monitor  := service
uses_program  := monitor
uses_import   := policy document
uses_lib      := policy document envelope merkle crypto gen_rpc
uses_sla      := import lib bundle
# A client's own tests also meet a real server.
tests_use_lib := rpc
# Worlds of other folders' tests that a folder's own are told in as well.
worlds_fold   := tests/unit/acts/world*.c
worlds_bundle := $(worlds_fold) $(addprefix tests/unit/fold/,log.c story.c erased.c)
worlds_rpc    := tests/unit/crypto/made_certificate.c
worlds_service := tests/unit/ledger/month.c tests/unit/ledger/world.c
law_folders   := calendar report kpi contract notice policy
# In the broker only: libslalaw.a and the tool know nothing of it.
server_folders := rpc ledger program service monitor

# The only folders that may include a library's headers, and link it.
headers_base     := gmp.h sanitizer/
headers_crypto   := sodium.h openssl/
headers_document := yaml.h jansson.h
headers_gen      := protobuf-c/
headers_store    := lmdb.h
headers_rpc      := grpc/
headers_lib      := grpc/
headers_monitor  := microhttpd.h netdb.h sys/socket.h netinet/in.h
headers_service  := sys/socket.h sys/un.h netinet/in.h arpa/inet.h
headers_sla      := glib.h
libs_base     := -lgmp
libs_crypto   := -lsodium -lssl -lcrypto
libs_document := -lyaml -ljansson
libs_gen      := -lprotobuf-c
libs_store    := -llmdb
libs_rpc      := -lgrpc -lgpr
libs_monitor  := -lmicrohttpd
libs_lib      := -lgrpc -lgpr
libs_sla      := -lglib-2.0

dir_of  = $(if $(filter $(1),$(client_folders)),clients,broker)/$(1)
closure = $(sort $(1) $(foreach f,$(uses_$(1)),$(call closure,$(f))))
libs_of = $(sort $(foreach f,$(1),$(libs_$(f))))
all_folders := $(broker_folders) $(client_folders)
$(foreach f,$(all_folders),$(eval closure_$(f) := $(call closure,$(f))) \
	$(eval test_closure_$(f) := $(sort $(foreach u,$(f) $(tests_use_$(f)),$(call closure,$(u))))))
all_closure := $(sort $(foreach f,$(all_folders),$(closure_$(f))))

# ---- sources -------------------------------------------------------------------------
proto_src := $(wildcard proto/slabroker/v1/*.proto proto/google/*/*.proto)
inner_proto := $(wildcard proto/slabroker/*/v1/*.proto) # not served by reflection
gen_src   := $(patsubst proto/%.proto,build/gen/%.pb-c.c,$(proto_src) $(inner_proto))
grpc_proto_dir := /usr/share/grpc-proto
grpc_proto := $(foreach f,health/v1/health reflection/v1/reflection,grpc/$(f).proto)
gen_rpc_src := $(grpc_proto:%.proto=build/gen/%.pb-c.c) build/gen/slabroker/descriptors.c
test_proto := $(wildcard tests/unit/*/*.proto)
gen_hdr   := $(gen_src:.c=.h) $(gen_rpc_src:.c=.h) $(test_proto:%.proto=build/gen/%.pb-c.h)
src_of     = $(if $(filter gen gen_rpc,$(1)),$($(1)_src),$(wildcard $(call dir_of,$(1))/*.c))
src_broker  := $(foreach f,$(broker_folders),$(call src_of,$(f)))
src_server  := $(filter-out %/main.c,$(foreach f,$(server_folders),$(call src_of,$(f))))
src_clients := $(filter-out %/main.c,$(foreach f,$(client_folders),$(call src_of,$(f))))
src_support := $(filter-out %_main.c,$(wildcard tests/support/*.c))
src_units   := $(wildcard tests/unit/*/*.c)
src_bench   := $(wildcard tests/bench/common/*.c)
src_fuzz    := $(wildcard tests/fuzz/fuzz_*.c)
# A program each, of everything we have: seeded generators, drivers that scripts call.
src_drivers := $(wildcard tests/support/*_main.c \
	$(foreach d,differential interop vectors bench,tests/$(d)/*.c))
# tests/crash/FOLDER_driver.c is linked as the folder's unit tests are; what a test preloads
# into it becomes build/gcc/crash/NAME.so.
src_crash   := $(wildcard tests/crash/*_driver.c)
src_preload := $(wildcard tests/crash/preload/*.c)
src_all := $(src_broker) $(src_clients) $(wildcard clients/sla/main.c) $(src_support) \
	$(src_units) $(src_fuzz) $(src_bench) $(src_drivers) $(src_crash) $(src_preload) \
	tests/tools/tsan_runner.c tests/crash/tripping.c
hdr_all := $(wildcard broker/*/*.h clients/*/*.h tests/*/*.h tests/unit/*/*.h \
	tests/bench/common/*.h)
unit_folders := $(foreach f,$(all_folders),$(if $(call src_of,$(f)),$(f)))
libraries := libbench.a libsupport.a libclients.a libbroker.a libslalaw.a

# ---- flags ---------------------------------------------------------------------------
# Nothing that is required stands in CFLAGS: that is the builder's.
warn := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wwrite-strings -Wpointer-arith -Wformat=2 -Wundef -Wcast-qual \
	-Wswitch-enum -fno-common -Werror
warn_own := -Wconversion -Wsign-conversion
cpp := -std=c11 -D_POSIX_C_SOURCE=200809L -Ibroker -Iclients -Ibuild/gen
cpp_glib = $(subst -I,-isystem ,$(shell pkg-config --cflags glib-2.0))
cpp_share := -DSLABROKER_SHARE_DIR='"$(PREFIX)/share/slabroker"'
harden := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection \
	-fPIE $(if $(filter x86_64,$(shell uname -m)),-fcf-protection)
link_harden := -pie -Wl,-z,relro,-z,now
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all

opt_sanitized := -O1 -g -fno-omit-frame-pointer $(sanitizers)

flavours  := gcc clang asan tsan cov pic
cc_gcc    := $(GCC)
cc_clang  := $(CLANG)
cc_asan   := $(CLANG)
cc_tsan   := $(CLANG)
cc_cov    := $(GCC)
cc_pic    := $(GCC)
opt_gcc   := $(harden)
opt_clang := $(harden)
# What fuzz targets are made of, too: counting branches costs the unit tests little.
opt_asan  := $(opt_sanitized) -fsanitize=fuzzer-no-link
opt_tsan  := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
# Counted by several threads at once: of lost counts gcov makes lines that never ran.
opt_cov   := -O0 -g --coverage -fprofile-update=atomic -fprofile-abs-path
# An object names the folder that it counts into: in a copy of the tree it is made anew, or
# two trees' programs would count into one and overwrite each other.
place_cov := $(CURDIR)
opt_pic   := $(subst -fPIE,-fPIC,$(harden))
ld_gcc    := $(link_harden)
ld_clang  := $(link_harden)
ld_asan   := $(sanitizers)
ld_tsan   := -fsanitize=thread
ld_cov    := --coverage
ld_pic    := -Wl,-z,relro,-z,now,-z,defs

# By source: the path of a file decides how it is compiled.
warn_for = $(if $(filter build/gen/%,$(1)),,$(warn) $(if $(filter tests/%,$(1)),,$(warn_own)))
law_for  = $(if $(filter $(law_folders:%=broker/%/%) broker/state/% broker/acts/% \
	broker/base/ratio% broker/base/money%,\
	$(1)),-mgeneral-regs-only)
cpp_for  = $(cpp) $(if $(filter tests/%,$(1)),-Itests) \
	$(if $(filter clients/sla/% tests/unit/sla/%,$(1)),$(cpp_glib) $(cpp_share))
flags_for = $(call cpp_for,$(1)) $(call warn_for,$(1)) $(call law_for,$(1))

# ---- stamps: text that, when it changes, makes what depends on it out of date ---------
write_if_changed = +@mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | \
	cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@
.PHONY: FORCE
build/sources: FORCE
	$(call write_if_changed,$(src_all) $(gen_src) $(gen_rpc_src))
build/tools: deploy/packages deploy/setup.sh
	@deploy/setup.sh --check build && mkdir -p $(@D) && touch $@
build/prefix: FORCE
	$(call write_if_changed,$(PREFIX))

# ---- generated protobuf-c: slabroker.v1 and slabroker.state.v1 under the short prefix Slb
# $(call generate,FROM,FILE): of the .proto file FROM/FILE.proto.
generate = @mkdir -p $(@D); new=$$(mktemp -d build/gen/new.XXXXXX); \
	protoc -I$(1) --c_out=$$new $< && sed -i -e 's/Slabroker__\(State__\)*V1__/Slb/g' \
		-e 's/slabroker__\(state__\)*v1__/slb_/g' \
		-e 's/SLABROKER__\(STATE__\)*V1__/SLB_/g' $$new/$(2).pb-c.[ch] && \
	mv $$new/$(2).pb-c.[ch] $(@D)/; status=$$?; rm -rf $$new; exit $$status
build/gen/%.pb-c.c build/gen/%.pb-c.h: proto/%.proto $(proto_src) $(inner_proto) | build/tools
	$(call generate,proto,$*)
build/gen/grpc/%.pb-c.c build/gen/grpc/%.pb-c.h: $(grpc_proto_dir)/grpc/%.proto | build/tools
	$(call generate,$(grpc_proto_dir),grpc/$*)
# A message of a unit test's own, included as "tests/unit/FOLDER/x.pb-c.h".
build/gen/tests/%.pb-c.c build/gen/tests/%.pb-c.h: tests/%.proto | build/tools
	$(call generate,.,tests/$*)
# Every .proto file that can be called or asked for, as reflection serves them.
build/gen/slabroker/descriptors.c build/gen/slabroker/descriptors.h: $(proto_src) \
		deploy/embed.sh | build/tools
	@mkdir -p $(@D); protoc -Iproto -I$(grpc_proto_dir) --include_imports \
		--descriptor_set_out=build/gen/slabroker/descriptors.bin $(proto_src) $(grpc_proto) \
		grpc/reflection/v1alpha/reflection.proto && \
		deploy/embed.sh build/gen/slabroker/descriptors.bin slabroker_descriptors

# ---- objects, libraries and programs, per flavour ------------------------------------
o = $(patsubst %.c,build/$(1)/%.o,$(patsubst build/%,%,$(2)))
# A client folder's tests may also use tests/support.  Criterion's own runner does not come
# up under the thread sanitizer.
unit_objects = $(call o,$(1),$(wildcard tests/unit/$(2)/*.c $(worlds_$(2))) \
	$(patsubst %.proto,build/gen/%.pb-c.c,$(wildcard tests/unit/$(2)/*.proto)) \
	$(if $(filter tsan,$(1)),tests/tools/tsan_runner.c) \
	$(filter-out %/main.c,$(foreach f,$(test_closure_$(2)),$(call src_of,$(f)))) \
	$(if $(filter $(2),$(client_folders)),$(src_support)))

how_compiled = $(cc_$(1)) $(cpp) $(warn) $(warn_own) $(opt_$(1)) $(CFLAGS)$(place_$(1):%= %)
define flavour_rules
build/$(1)/flags: FORCE
	$$(call write_if_changed,$$(call how_compiled,$(1)))
build/$(1)/gen/%.o: build/gen/%.c build/$(1)/flags | $$(gen_hdr)
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(call flags_for,$$<) $$(opt_$(1)) $$(CFLAGS) -MMD -MP -c -o $$@ $$<
build/$(1)/%.o: %.c build/$(1)/flags | $$(gen_hdr)
	@mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(call flags_for,$$<) $$(opt_$(1)) $$(CFLAGS) -MMD -MP -c -o $$@ $$<
$$(call o,$(1),$$(call src_of,sla)): build/prefix

build/$(1)/libslalaw.a: $$(call o,$(1),$$(filter-out $$(src_server) %/main.c,$$(src_broker)) $$(gen_src))
build/$(1)/libbroker.a: $$(call o,$(1),$$(src_server) $$(gen_rpc_src))
build/$(1)/libclients.a: $$(call o,$(1),$$(src_clients) $$(gen_rpc_src))
build/$(1)/libsupport.a: $$(call o,$(1),$$(src_support))
build/$(1)/libbench.a: $$(call o,$(1),$$(src_bench))
build/$(1)/lib%.a: build/sources
	$$(Q)rm -f $$@ && ar rcs $$@ $$(filter %.o,$$^)

link_$(1) = $$(Q)mkdir -p $$(@D) && $$(cc_$(1)) $$(opt_$(1)) $$(LDFLAGS) $$(ld_$(1)) \
	-o $$@ $$(filter %.o %.a,$$^)
build/$(1)/sla: $$(call o,$(1),clients/sla/main.c) build/$(1)/libclients.a build/$(1)/libslalaw.a
	$$(link_$(1)) -Wl,--as-needed $$(call libs_of,$$(closure_sla))
build/$(1)/slabroker: $$(call o,$(1),broker/program/main.c) build/$(1)/libbroker.a \
		build/$(1)/libslalaw.a
	$$(link_$(1)) -Wl,--as-needed $$(call libs_of,$$(closure_program))
$$(filter-out %/rpc_server,$$(src_drivers:tests/%.c=build/$(1)/%)): build/$(1)/%: \
		build/$(1)/tests/%.o \
		$$(libraries:%=build/$(1)/%)
	$$(link_$(1)) -Wl,--as-needed $$(call libs_of,$$(all_closure))
# Nothing but rpc and what it uses, and the echo service of its tests.
build/$(1)/interop/rpc_server: $$(call o,$(1),tests/interop/rpc_server.c tests/unit/rpc/echo.c \
		build/gen/tests/unit/rpc/echo.pb-c.c \
		$$(foreach f,$$(closure_rpc),$$(call src_of,$$(f))))
	$$(link_$(1)) $$(call libs_of,$$(closure_rpc))
$(foreach f,$(all_folders),$(call unit_rule,$(1),$(f)))
.PHONY: units-$(1)
units-$(1): $$(unit_folders:%=build/$(1)/unit/%)
	@$$(PYTHON) tests/tools/units.py build/$(1)/unit $$(unit_folders)
endef

define unit_rule
build/$(1)/unit/$(2): $$(call unit_objects,$(1),$(2)) build/sources
	$$(link_$(1)) -lcriterion $$(call libs_of,$$(test_closure_$(2)))

endef

$(foreach flavour,$(flavours),$(eval $(call flavour_rules,$(flavour))))
define crash_rule
build/gcc/crash/$(1)_driver: $$(call o,gcc,tests/crash/$(1)_driver.c \
		$$(foreach f,$$(closure_$(1)),$$(call src_of,$$(f)))) build/sources
	$$(link_gcc) $$(call libs_of,$$(closure_$(1)))

endef
$(foreach f,$(src_crash:tests/crash/%_driver.c=%),$(eval $(call crash_rule,$(f))))
$(src_preload:tests/crash/preload/%.c=build/gcc/crash/%.so): build/gcc/crash/%.so: \
		tests/crash/preload/%.c build/gcc/flags
	@mkdir -p $(@D)
	$(Q)$(GCC) $(call flags_for,$<) -O1 -g -fPIC -shared -o $@ $< -ldl
# The broker with a fault in a decision, which no release has.
build/gcc/crash/slabroker_tripping: $(call o,gcc,broker/program/main.c tests/crash/tripping.c) \
		build/gcc/libbroker.a build/gcc/libslalaw.a
	$(link_gcc) -Wl,--as-needed -Wl,--wrap=acts_decide $(call libs_of,$(closure_program))
$(src_fuzz:tests/%.c=build/fuzz/%): build/fuzz/%: build/asan/tests/%.o $(libraries:%=build/asan/%)
	$(link_asan) -fsanitize=fuzzer $(call libs_of,$(closure_sla))
-include $(shell find build -name '*.d' 2>/dev/null)

# ---- libslabroker: one object that shows nothing but slabroker_* ---------------------
slabroker_src := $(filter-out %/descriptors.c,$(foreach f,$(closure_lib),$(call src_of,$(f))))
slabroker_libs := $(call libs_of,$(closure_lib))
build/libslabroker.o: $(call o,pic,$(slabroker_src)) build/sources
	$(Q)ld -r -o $@ $(filter %.o,$^) && objcopy -w --keep-global-symbol='slabroker_*' $@
build/libslabroker.a: build/libslabroker.o
	$(Q)rm -f $@ && ar rcs $@ $<
build/libslabroker.so.0: build/libslabroker.o
	$(Q)$(GCC) -shared $(LDFLAGS) $(ld_pic) -Wl,-soname,libslabroker.so.0 -o $@ $< $(slabroker_libs)
build/slabroker.pc: clients/lib/slabroker.pc.in build/prefix Makefile
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBS@|$(slabroker_libs)|' $< > $@

# ---- what people build ---------------------------------------------------------------
.PHONY: all library setup demo clean help install
all: build/libslalaw.a build/slabroker build/sla ## build the broker, the tool and the law's library (default)
library: build/libslabroker.a build/libslabroker.so.0 build/slabroker.pc ## build libslabroker, for programs of others
build/slabroker build/sla build/libslalaw.a: build/%: build/gcc/%
	@ln -f $< $@

# One folder's tests, quickly: `make unit-kpi`; `make asan-kpi` and `make tsan-kpi` with
# sanitizers of memory and of threads.
unit-%: build/gcc/unit/%
	@$(PYTHON) tests/tools/units.py build/gcc/unit $*
asan-%: build/asan/unit/%
	@$(PYTHON) tests/tools/units.py build/asan/unit $*

tsan-%: build/tsan/unit/%
	@$(PYTHON) tests/tools/units.py build/tsan/unit $*

setup: ## install what is missing to build (deploy/packages)
	+@deploy/setup.sh build

demo: ## a day of calls, a contract, verdicts: what the product does
	+@deploy/setup.sh build && $(MAKE) -s --no-print-directory all && tests/demo.sh

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | \
		expand -t 16 | sort

install: all library ## install under $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/slabroker
	install -m 755 build/sla build/slabroker $(DESTDIR)$(PREFIX)/bin
	install -m 644 LICENSE README.md CHANGELOG.md deploy/OPERATIONS.md \
		deploy/monitoring/slabroker-alerts.yaml $(wildcard proto/*.md) \
		$(DESTDIR)$(PREFIX)/share/doc/slabroker
	install -d $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 644 clients/lib/slabroker.h $(DESTDIR)$(PREFIX)/include
	install -m 644 build/libslabroker.a build/libslabroker.so.0 $(DESTDIR)$(PREFIX)/lib
	ln -sf libslabroker.so.0 $(DESTDIR)$(PREFIX)/lib/libslabroker.so
	install -m 644 build/slabroker.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig
	@set -e; cd proto; for f in $$(find slabroker/v1 google -name '*.proto'); do \
		install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/slabroker/proto/$$f; done
	@set -e; for f in $$(find policies -name '*.yaml' 2>/dev/null); do \
		install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/slabroker/$$f; done
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	@set -e; for f in $(wildcard deploy/*.service deploy/*.timer); do \
		sed 's|/usr/local/|$(PREFIX)/|' $$f \
			>$(DESTDIR)$(PREFIX)/lib/systemd/system/$${f##*/}; done
	@set -e; for f in $(wildcard clients/sla/*.1 broker/program/*.8); do \
		install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/man/man$${f##*.}/$${f##*/}; done
	install -D -m 644 deploy/completion/slabroker.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/slabroker
	ln -sf slabroker $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sla
	install -D -m 644 deploy/completion/_slabroker \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_slabroker
	install -D -m 644 deploy/completion/slabroker.fish \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/slabroker.fish
	ln -sf slabroker.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sla.fish

# ---- checks: each ends on the line "N passed, N failed, N skipped" -------------------
.PHONY: test check-layers check-style lint sanitize fuzz crash differential mutants bench years \
	coverage memcheck
test: ## everything that CI runs, installing what is missing first
	+@deploy/setup.sh build test && MAKE='$(MAKE)' $(PYTHON) tests/run.py

check-layers: ## every include against the table at the top of the Makefile
	@$(PYTHON) tests/tools/check_layers.py --law '$(law_folders)' \
		$(foreach f,$(all_folders),--may '$(f):$(closure_$(f))') \
		$(foreach f,$(all_folders),--tests-may '$(f):$(test_closure_$(f))') \
		$(foreach f,$(all_folders) gen,--owns '$(f):$(headers_$(f))')

check-style: $(gen_hdr) ## sizes, names, banned calls, headers that stand alone
	@$(PYTHON) tests/tools/check_style.py --law '$(law_folders)' \
		--compile '$(GCC) $(cpp) $(cpp_glib) -Itests $(warn)'

sanitize: units-asan ## unit tests under ASan and UBSan

memcheck: units-gcc ## unit tests under valgrind
	@$(PYTHON) tests/tools/units.py --valgrind build/gcc/unit $(unit_folders)

fuzz: $(src_fuzz:tests/fuzz/%.c=build/fuzz/fuzz/%) ## FUZZ_SECONDS=20 on every fuzz target
	@$(PYTHON) tests/tools/fuzz.py --seconds $(FUZZ_SECONDS) $^

crash: ## a thousand kills of a ledger and of a broker, every disk call failed once
	+@MAKE='$(MAKE)' tests/crash/run_ledger_kill.py --kills 1000 --every 1
	+@MAKE='$(MAKE)' tests/crash/run_ledger_memory.py --every 1
	+@MAKE='$(MAKE)' tests/crash/run_broker_kill.py --kills 1000
	+@MAKE='$(MAKE)' tests/crash/run_broker_faults.py --every 1

DIFFERENTIAL_CASES ?= 1000000
differential: build/gcc/differential/judge_driver ## a million random contracts against the model in Python
	+@MAKE='$(MAKE)' tests/differential/run.py --cases $(DIFFERENTIAL_CASES)

YEARS_DAYS ?= 1540
years: all build/gcc/bench/years ## a log of a million entries: started on, checked, redacted, rebuilt
	@YEARS_DAYS=$(YEARS_DAYS) $(PYTHON) tests/scenario/140-years.py

# BENCH_OPTIONS='--full' takes an hour; broker.py --help has the rest.
BENCH_OPTIONS ?=
bench: all $(src_drivers:tests/%.c=build/gcc/%) ## how fast, beside other ways of doing the same
	@deploy/setup.sh bench && status=0; tests/bench/run.sh || status=1; \
		tests/bench/broker.py $(BENCH_OPTIONS) || status=1; exit $$status

# ---- lint: one stamp a tool and file, remade when the file or what it includes changes ---
lint_own := $(src_broker) $(src_clients) $(wildcard clients/sla/main.c)
scripts  := .ci/run $(wildcard deploy/*.sh deploy/*/*.sh deploy/*/*.bash tests/*.sh tests/*/*.sh)
lint_stamps := $(foreach t,tidy cppcheck analyzer,$(lint_own:%=build/lint/%.$(t))) \
	$(patsubst %,build/lint/%.format,$(src_all) $(hdr_all)) \
	$(scripts:%=build/lint/%.shellcheck) build/lint/proto.buf
lint_one = @mkdir -p $(@D); rm -f $@; tests/tools/lint.sh $(subst .,,$(suffix $@)) $< $@

build/lint/%.c.tidy: %.c build/gcc/%.o .clang-tidy tests/tools/lint.sh
	$(lint_one) $(call flags_for,$<)
build/lint/%.c.cppcheck: %.c build/gcc/%.o tests/tools/cppcheck-suppressions.txt tests/tools/lint.sh
	$(lint_one)
build/lint/%.c.analyzer: %.c build/gcc/%.o tests/tools/lint.sh
	$(lint_one) $(GCC) $(call flags_for,$<)
build/lint/%.format: % .clang-format tests/tools/lint.sh
	$(lint_one)
build/lint/%.shellcheck: % tests/tools/lint.sh
	$(lint_one)
build/lint/proto.buf: buf.yaml $(proto_src) $(inner_proto) build/node/installed tests/tools/lint.sh
	$(lint_one)
build/node/installed: deploy/node/package.json deploy/node/package-lock.json
	@deploy/node/install.sh build/node

lint: $(lint_stamps) ## clang-format, clang-tidy, cppcheck, gcc -fanalyzer, buf, shellcheck
	@tests/tools/lint.sh count $(lint_stamps)
# One folder: `make lint-kpi`.
lint_of = $(foreach s,$(lint_stamps),$(if $(findstring /$(1)/,$(s)),$(s)))
lint-%: FORCE
	+@$(MAKE) -s --no-print-directory $(call lint_of,$*)
	@tests/tools/lint.sh count $(call lint_of,$*)

# ---- how good are the tests: the law, merkle and envelope ----------------------------
coverage: ## lines and branches of the law, merkle and envelope: all of them, or it fails
	@find build/cov -name '*.gcda' -delete 2>/dev/null || true
	+@$(MAKE) -s --no-print-directory units-cov
	@tests/tools/coverage.sh $(law_folders) merkle envelope

MUTANTS_FOLDER ?= $(law_folders) merkle
MUTANTS_FILES  ?= *.c
MUTANTS_SAMPLE ?= 0
MUTANTS_SEED   ?= 1
# The unit programs that hold a chosen folder: its own, and those above it.
mutants_units = $(foreach f,$(filter $(law_folders) merkle $(MUTANTS_FOLDER),$(unit_folders)),\
	$(if $(filter $(MUTANTS_FOLDER),$(closure_$(f))),$(f)))
mutants: $(foreach b,gcc asan,$(mutants_units:%=build/$(b)/unit/%)) ## change one operator at a time: do tests notice?
	@$(PYTHON) tests/tools/mutants.py --files '$(MUTANTS_FILES)' \
		--sample $(MUTANTS_SAMPLE) --seed $(MUTANTS_SEED) \
		--compile '$(GCC) $(cpp) -O1 -fPIE -mgeneral-regs-only' \
		--sanitize '$(CLANG) $(cpp) $(opt_sanitized) -mgeneral-regs-only' \
		$(foreach f,$(mutants_units),--unit '$(f): \
			$(call unit_objects,gcc,$(f)) -- -lcriterion $(call libs_of,$(closure_$(f)))') \
		$(MUTANTS_FOLDER)
