"""What the system says about a process."""
import os


def field_bytes(path, name):
    with open(path, encoding='ascii') as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name + ':'))


def private_bytes(pid):
    """Its share of memory: pages that others use too count in part."""
    return field_bytes(f'/proc/{pid}/smaps_rollup', 'Pss')


def resident_bytes(pid):
    return field_bytes(f'/proc/{pid}/status', 'VmRSS')


def forget_peak(pid):
    """peak_bytes() counts from now on."""
    with open(f'/proc/{pid}/clear_refs', 'w', encoding='ascii') as file:
        file.write('5')


def peak_bytes(pid):
    return field_bytes(f'/proc/{pid}/status', 'VmHWM')


def cpu_seconds(pid):
    """Of a process and those it started."""
    total = 0
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                with open(f'/proc/{name}/stat', encoding='utf8', errors='replace') as file:
                    fields = file.read().rsplit(')', 1)[1].split()
            except OSError:
                continue
            if int(name) == pid or int(fields[1]) == pid:
                total += int(fields[11]) + int(fields[12])
    return total / os.sysconf('SC_CLK_TCK')
