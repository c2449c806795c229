"""Which addresses and which numbers may be fetched. The real check, with no network behind it."""

import pytest

from articles.fetching import Failure, Fetcher, Policy, address_of, is_public, key_of
from articles.fetching.addresses import checked_numbers

PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",  # 93.184.216.34 behind NAT64
    "2002:5db8:d822::1",  # and behind 6to4
]
NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",  # a cloud's metadata
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # another's
    "169.254.169.254",  # most clouds'
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2002:c0a8:101::1",
    "2002:a9fe:a9fe::1",
    "2001::1",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "2001:db8::1",
    "100::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700:4700::1111%eth0",
    "fec0::1",
    "ff02::1",
    "3fff::1",
    "not a number",
    "",
]


@pytest.mark.parametrize("number", PUBLIC)
def test_numbers_of_the_open_internet(number):
    assert is_public(number)


@pytest.mark.parametrize("number", NOT_PUBLIC)
def test_numbers_that_are_never_asked(number):
    assert not is_public(number)


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("https://news.example", "https://news.example/"),
        ("HTTPS://News.Example./a#top", "https://news.example/a"),
        ("http://news.example:80/a?b=1&c=%20", "http://news.example/a?b=1&c=%20"),
        ("https://bücher.example/über", "https://xn--bcher-kva.example/%C3%BCber"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/../../etc/", "https://news.example/etc/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ("  https://news.example/a  ", "https://news.example/a"),
        ("https://news.example//double", "https://news.example//double"),
    ],
)
def test_addresses_taken_apart(given, target):
    assert str(address_of(given)) == target


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "address"),
        ("news.example/a", "scheme"),
        ("ftp://news.example/a", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://news.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,hello", "scheme"),
        ("//news.example/a", "scheme"),
        ("https://", "address"),
        ("https:///a", "address"),
        ("https://anna@news.example/", "user"),
        ("https://anna:secret@news.example/", "user"),
        ("https://news.example@10.0.0.1/", "user"),
        ("https://news.example:8080/", "port"),
        ("https://news.example:22/", "port"),
        ("https://news.example:0/", "port"),
        ("https://news.example:99999/", "address"),
        ("https://news.example:x/", "address"),
        ("https://news.example/a b", "address"),
        ("https://news.example/a\nb", "address"),
        ("https://news.example\\@10.0.0.1/", "address"),
        ("https://news.example/a\u202eb", "address"),
        ("https://news..example/", "address"),
        ("https://-news.example/", "address"),
        ("https://[::1/", "address"),
        ("https://[fe80::1%25eth0]/", "address"),
        ("https://new%73.example/", "address"),
        ("https://" + "n" * 64 + ".example/", "address"),
        ("https://news.example/" + "a" * 2000, "address"),
    ],
)
def test_addresses_that_are_refused_before_anything_is_asked(given, reason):
    with pytest.raises(Failure) as failure:
        address_of(given)
    assert failure.value.reason == reason
    assert not failure.value.passing
    assert "secret" not in str(failure.value)


def test_other_ports_only_where_a_setting_says_so():
    assert address_of("http://news.example:8080/", ports=frozenset((80, 8080))).port == 8080
    with pytest.raises(Failure, match="80, 8080"):
        address_of("https://news.example/", ports=frozenset((80, 8080)))


def test_addresses_of_the_same_page_have_the_same_key():
    same = [
        "https://news.example/a?b=1&c=2",
        "http://news.example/a?c=2&b=1",
        "https://NEWS.example/a?utm_source=mail&b=1&c=2#top",
    ]
    assert len({key_of(address_of(one)) for one in same}) == 1


def test_addresses_of_different_pages_have_different_keys():
    different = ["a", "a?b=1", "a?b=2", "a?b", "a?c", "a?b=", "a?101", "a?102", "a?b=1&102", "a?b=1&103", "b", "A"]
    assert len({key_of(address_of(f"https://news.example/{one}")) for one in different}) == len(different)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_the_real_check_refuses_this_machine_however_it_is_written(host):
    with pytest.raises(Failure) as failure:
        Fetcher(Policy(contact="desk@example.org")).fetch(f"http://{host}/")
    assert failure.value.reason in ("private", "name")


@pytest.mark.parametrize(
    "numbers",
    [
        ["10.0.0.1"],
        ["93.184.216.34", "10.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
        ["2606:4700::1111", "::1"],
        ["169.254.169.254"],
    ],
)
def test_one_number_that_is_not_public_refuses_the_name(numbers):
    address = address_of("https://news.example/")
    with pytest.raises(Failure) as failure:
        checked_numbers(address, resolve=lambda host, port: numbers, allowed=is_public, seconds=5)
    assert failure.value.reason == "private"
    assert numbers[0] not in str(failure.value)


def test_names_that_are_not_found_or_not_in_time():
    address = address_of("https://news.example/")

    def unknown(host, port):
        raise OSError("no such name")

    def silent(host, port):
        import threading

        threading.Event().wait(5)
        return []

    for resolve, reason in [(unknown, "name"), (lambda host, port: [], "name"), (silent, "time")]:
        with pytest.raises(Failure) as failure:
            checked_numbers(address, resolve=resolve, allowed=is_public, seconds=0.2)
        assert failure.value.reason == reason
        assert failure.value.passing
