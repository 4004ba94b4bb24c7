/*
 * page.c - web pages that notices link to, and their addresses (C28).
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"

static void sort_addresses(struct address *addresses, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct address address = addresses[i];
		size_t at = i;

		for (; at > 0 && addresses[at - 1].from > address.from; at--)
			addresses[at] = addresses[at - 1];
		addresses[at] = address;
	}
}

static int read_addresses(struct loader *loader,
			  const struct statement *statement, struct page *page)
{
	size_t count = statement->child_count;
	struct address *addresses;

	if (count > NAME_LIMIT) {
		find_error(loader, page->range, "too-many-names",
			   "a page has at most %d addresses", NAME_LIMIT);
		count = NAME_LIMIT;
	}
	addresses = arena_array(loader->arena, count, sizeof(*addresses));
	if (addresses == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < count; i++) {
		const struct statement *at = &statement->children[i];

		addresses[i].url = statement_text(at, "");
		addresses[i].range = name_range(at);
		addresses[i].unconfirmed = statement_has(at, "unconfirmed");
		read_dates(loader, at, &addresses[i].from, &addresses[i].to);
	}
	sort_addresses(addresses, count);
	page->addresses = addresses;
	page->address_count = (uint16_t)count;
	return 0;
}

int declare_pages(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->pages = loader_array(loader, KEYWORD_PAGE, sizeof(struct page),
				     NAME_LIMIT, &dictionary->page_count);
	if (loader->pages == NULL)
		return -1;
	dictionary->pages = loader->pages;
	for (uint16_t i = 0; i < dictionary->page_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_PAGE, &at);
		struct page *page = &loader->pages[i];

		page->name = statement_text(statement, "");
		page->label = statement_text(statement, "1");
		page->range = name_range(statement);
		if (read_addresses(loader, statement, page) != 0)
			return -1;
	}
	return 0;
}

static int resolve_page(struct loader *loader,
			const struct statement *statement, struct page *page)
{
	const struct argument *of = statement_argument(statement, "of");
	uint16_t *list;

	if (of == NULL)
		return 0;
	list = arena_array(loader->arena, of->name_count, sizeof(*list));
	if (list == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < of->name_count; i++)
		list[i] = refer(loader, KIND_BODY, &of->names[i]);
	page->bodies = list;
	page->body_count = (uint16_t)of->name_count;
	return 0;
}

int resolve_pages(struct loader *loader)
{
	size_t at = 0;

	for (uint16_t i = 0; i < loader->dictionary->page_count; i++)
		if (resolve_page(loader, loader_next(loader, KEYWORD_PAGE, &at),
				 &loader->pages[i]) != 0)
			return -1;
	return 0;
}
