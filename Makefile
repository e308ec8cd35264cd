# Every job by its name; CI calls the same names.
# The Debian packages that the tests and the demo need.
NEEDS = \
	apache2 \
	binutils \
	chromium \
	cmake \
	curl \
	fp-compiler \
	g++ \
	gcc \
	libapache2-mod-php8.2 \
	libmicrohttpd-dev \
	libsqlite3-dev \
	make \
	mariadb-server \
	mono-mcs \
	mono-runtime \
	openssl \
	php-parser \
	php8.2-cli \
	php8.2-curl \
	php8.2-dev \
	php8.2-fpm \
	php8.2-mysql \
	php8.2-opcache \
	php8.2-pgsql \
	php8.2-sqlite3 \
	pkg-config \
	postgresql \
	python3 \
	python3-pip \
	strace \
	unzip \
	valgrind \
	zip \

PLATFORM = cargo build --quiet --manifest-path examples/platform/Cargo.toml --target-dir target/platform

.PHONY: demo test check sim soak bench header build install needs clean

demo: needs build  ## the main job: three shops, two platforms, 25 ways, a report
	scripts/demo.sh

test: needs  ## everything that a change must pass
	scripts/stages.sh

check:  ## for every minute: under 60 s warm
	cargo fmt --check
	cargo clippy --quiet --all-targets -- -D warnings
	cargo test --quiet --lib --test header --test order_of_modules

bench: needs build  ## ratios against plain Node and plain PHP, in one run
	scripts/bench.sh

sim:  ## the simulated world, with every fault; SEED=n replays one seed
	scripts/sim.sh

soak: needs  ## by the hour: what is too long for `make test`
	scripts/soak.sh

fuzz:  ## the JSON reader against serde_json on mutated documents, for KOPPEL_FUZZ_SECONDS, from KOPPEL_SEED
	KOPPEL_FUZZ_SECONDS=$${KOPPEL_FUZZ_SECONDS:-300} cargo test --release --test reader -- mutated

header:  ## include/koppel.h, koppel.d.ts, the PHP stub and the list of symbols, from the library itself
	KOPPEL_WRITE_HEADER=1 cargo test --quiet --test header --test c_abi --test bindings --test catalog
	bindings/php/arginfo.sh

build:  ## the library, the bindings, the platform and the shops
	cargo build --quiet --release
	bindings/php/build.sh target/release
	bindings/node/build.sh target/release
	$(PLATFORM)
	$(MAKE) --silent -C examples/shop-c

install:  ## what is built, below PREFIX (/usr/local): the library for C and C++, and the self-test; DESTDIR for packagers
	scripts/install.sh

needs:
	@scripts/needs.sh $(NEEDS)

clean:
	rm -rf target
