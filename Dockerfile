# One image for every part of the product; the command says which. Built from the lock, run by a user without rights.

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python3 -m venv /opt/groundswell
COPY tools/build.lock tools/runtime.lock tools/
RUN /opt/groundswell/bin/python3 -m pip install --no-build-isolation --require-hashes -r tools/build.lock \
    && /opt/groundswell/bin/python3 -m pip install --no-build-isolation --require-hashes --use-pep517 -r tools/runtime.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY config config
COPY workers workers
RUN /opt/groundswell/bin/python3 -m pip install --no-deps --no-build-isolation . \
    && /opt/groundswell/bin/python3 -m pip uninstall --yes hatchling setuptools pip

FROM python:3.12-slim-bookworm
# Numbers, so that a cluster can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/groundswell
COPY --from=build /opt/groundswell /opt/groundswell
ENV PATH=/opt/groundswell/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8080
# SIGTERM goes to the worker itself, which ends in an orderly way.
ENTRYPOINT ["groundswell"]
CMD ["--help"]
