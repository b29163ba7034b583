/* The machine's clock, and as many seconds more as the file says that REALTIME_CLOCK names: for a process that loads this first (LD_PRELOAD).
   The file holds one number of 64 bits. Clocks that only count, by which timers run, are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int (*machines)(clockid_t, struct timespec *);
static const volatile int64_t *seconds_more;

__attribute__((constructor)) static void begin(void)
{
    machines = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    const char *path = getenv("REALTIME_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(0, sizeof *seconds_more, PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) seconds_more = page;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    /* Other libraries may ask while they begin, before this one has. */
    if (!machines) begin();
    int result = machines(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME && seconds_more) time->tv_sec += *seconds_more;
    return result;
}
